// In: parts of a page. Out: HTML around them.

#include "simulation/report/sheet.hpp"

#include "simulation/report/chart.hpp"

#include <iomanip>
#include <sstream>

namespace aegis::simulation::report {

namespace {

constexpr const char* style = R"(
:root{--paper:#fbfbf9;--card:#fff;--ink:#1d2327;--soft:#68737b;--line:#e4e6e3;
--c1:#2563a8;--c2:#d9822b;--c3:#2f9e6e;--c4:#b8405e;--c5:#7a5bb0;--c6:#5d8aa8;
--good:#1f8a5b;--bad:#c0334d}
@media (prefers-color-scheme:dark){:root{--paper:#14181b;--card:#1b2125;
--ink:#e6eaec;--soft:#93a0a8;--line:#2c343a;--c1:#5aa2e8;--c2:#f0a04b;
--c3:#4cc38f;--c4:#e8718d;--c5:#a88be0;--c6:#7fb3d1;--good:#4cc38f;
--bad:#f0708a}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);
font:15px/1.5 system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
main{max-width:1720px;margin:0 auto;padding:32px 24px 64px}
h1{font-size:28px;margin:0 0 4px;letter-spacing:-.01em}
h2{font-size:16px;margin:0 0 2px}
.about{color:var(--soft);max-width:70ch;margin:0 0 20px}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));
gap:12px;margin:0 0 24px}
.tile,.card{background:var(--card);border:1px solid var(--line);
border-radius:10px}
.tile{padding:12px 16px}
.tile b{display:block;font-size:22px;font-variant-numeric:tabular-nums;
line-height:1.25}
.tile span{color:var(--soft);font-size:13px}
.good{color:var(--good)}.bad{color:var(--bad)}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(560px,100%),1fr));
gap:16px}
.card{padding:16px 18px}
.card p.note{color:var(--soft);font-size:13px;margin:0 0 8px}
.wide{grid-column:1/-1}
svg{width:100%;height:auto;display:block}
.grid{stroke:var(--line);stroke-width:1}
.tick{fill:var(--soft);font-size:11.5px;font-variant-numeric:tabular-nums}
.unit{fill:var(--soft);font-size:11.5px}
.event line{stroke:var(--c4);stroke-width:1;stroke-dasharray:2 3;opacity:.55}
.event circle{fill:var(--c4);opacity:.8}
.legend{margin:2px 0 6px;font-size:13px;color:var(--soft)}
.legend span{margin-right:16px;white-space:nowrap}
.legend i{display:inline-block;width:12px;height:3px;border-radius:2px;
margin-right:6px;vertical-align:middle}
table{border-collapse:collapse;width:100%;font-size:14px;
font-variant-numeric:tabular-nums}
th{color:var(--soft);font-weight:500;text-align:left;font-size:13px}
th,td{padding:4px 12px 4px 0;border-bottom:1px solid var(--line)}
td.n,th.n{text-align:right}
.scroll{max-height:340px;overflow:auto}
code{background:var(--line);border-radius:5px;padding:2px 7px;font-size:13px;
overflow-wrap:anywhere}
.none{color:var(--soft)}
footer{color:var(--soft);font-size:13px;margin-top:28px}
)";

} // namespace

std::string sheet(const std::string& title, const std::string& heading,
                  const std::string& about, const std::string& content) {
  return "<!doctype html>\n<html lang=en><head><meta charset=utf-8>\n"
         "<meta name=viewport content=\"width=device-width\">\n<title>"
         + escaped(title) + "</title>\n<style>" + style
         + "</style></head><body><main>\n<h1>" + escaped(heading)
         + "</h1>\n<p class=about>" + escaped(about) + "</p>\n" + content
         + "</main></body></html>\n";
}

std::string number(double x, int digits) {
  std::ostringstream out;
  out << std::fixed << std::setprecision(digits) << x;
  return out.str();
}

std::string tile(const std::string& value, const std::string& name,
                 const char* css) {
  return "<div class=\"tile\"><b class=\"" + std::string{css} + "\">"
         + escaped(value) + "</b><span>" + escaped(name) + "</span></div>\n";
}

std::string card(const std::string& title, const std::string& note,
                 const std::string& content, bool wide) {
  return "<section class=\"card" + std::string{wide ? " wide" : ""} + "\"><h2>"
         + escaped(title) + "</h2>"
         + (note.empty() ? "" : "<p class=\"note\">" + note + "</p>") + content
         + "</section>\n";
}

} // namespace aegis::simulation::report
