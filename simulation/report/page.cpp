// In: what happened in a run. Out: a page for people.

#include "simulation/report/page.hpp"

#include "simulation/report/chart.hpp"
#include "simulation/report/sheet.hpp"

#include <algorithm>
#include <iomanip>
#include <sstream>

namespace aegis::simulation::report {

namespace {

double seconds(duration x) {
  return std::chrono::duration<double>(x).count();
}

std::string hex(std::uint64_t x) {
  std::ostringstream out;
  out << std::hex << std::setw(16) << std::setfill('0') << x;
  return out.str();
}

template <class F>
std::vector<std::pair<double, double>> points_of(const run_result& x, F f) {
  std::vector<std::pair<double, double>> result;
  for (const auto& s : x.samples)
    result.emplace_back(seconds(s.when), static_cast<double>(f(s)));
  return result;
}

std::vector<event_line> events_of(const run_result& x) {
  // Too many lines say nothing.
  constexpr std::size_t lines_max = 60;
  std::vector<event_line> result;
  auto step = x.marks.size() / lines_max + 1;
  for (std::size_t i = 0; i < x.marks.size(); i += step)
    result.push_back({seconds(x.marks[i].when), x.marks[i].text});
  return result;
}

/// Short times are in milliseconds.
bool are_short(const std::vector<duration>& xs) {
  return xs.empty() || xs[xs.size() * 99 / 100] < std::chrono::seconds{1};
}

/// A histogram of ordered times; the longest of many short ones are left to the
/// text.
std::string times(const std::vector<duration>& xs, int colour) {
  auto is_short = are_short(xs);
  auto factor = is_short ? 1000.0 : 1.0;
  auto shown = is_short && xs.size() > 200 ? xs.size() * 99 / 100 : xs.size();
  std::vector<double> values;
  for (std::size_t i = 0; i < shown; ++i)
    values.push_back(seconds(xs[i]) * factor);
  return histogram(values, is_short ? "ms" : "s", colour);
}

std::string quantiles(const std::vector<duration>& xs) {
  if (xs.empty())
    return {};
  auto at = [&](std::size_t percent) {
    auto x = seconds(xs[std::min(xs.size() * percent / 100, xs.size() - 1)]);
    return x < 1 ? number(x * 1000, 1) + " ms" : number(x, 2) + " s";
  };
  return std::to_string(xs.size()) + " values; median " + at(50) + ", 99 % "
         + at(99) + ", longest " + at(100)
         + ". The line is the share that is below.";
}

// -- cards ------------------------------------------------------------------------

std::string tiles(const run_result& x) {
  auto time = seconds(x.time);
  auto out = std::string{"<div class=\"tiles\">\n"};
  out += x.violations.empty()
           ? tile("all held", "what must hold", "good")
           : tile(std::to_string(x.violations.size()), "violations", "bad");
  out += tile(std::to_string(x.what.nodes), "nodes");
  out += tile(number(time, 0) + " s", "of virtual time");
  out += tile(number(x.wall_seconds, 1) + " s", "of real time");
  out += tile(short_number(time / std::max(x.wall_seconds, 1e-9)) + " ×",
              "faster than real time");
  out += tile(short_number(static_cast<double>(x.deliveries)), "deliveries");
  out += tile(std::to_string(x.seed), "seed");
  if (x.calls.made > 0)
    out += tile(short_number(static_cast<double>(x.calls.answered)) + " of "
                  + short_number(static_cast<double>(x.calls.made)),
                "calls answered");
  return out + "</div>\n";
}

std::string convergence(const run_result& x, double end,
                        const std::vector<event_line>& events) {
  std::vector<curve> curves;
  curves.push_back({"members known, on average", 1,
                    points_of(x, [](const sample& s) { return s.known_share; }),
                    true, false});
  curves.push_back(
    {"nodes with the most common table", 3,
     points_of(x, [](const sample& s) { return s.agreeing_share; }), false,
     false});
  auto nodes = static_cast<double>(x.what.nodes);
  curves.push_back({"nodes that run", 2,
                    points_of(x,
                              [nodes](const sample& s) {
                                return static_cast<double>(s.running) / nodes;
                              }),
                    false, true});
  return card("How far the nodes agree",
              "Dashed lines are what was done to the mesh; hold the pointer "
              "over one to read it.",
              line_chart(curves, {"", 1.0, true, true}, end, events), true);
}

std::string traffic(const run_result& x, double end,
                    const std::vector<event_line>& events) {
  auto bytes = line_chart(
    {{"bytes", 1,
      points_of(x, [](const sample& s) { return s.bytes_per_node_second; }),
      true, false}},
    {"bytes per node and second", 0, false, false}, end, events);
  auto messages = line_chart(
    {{"messages", 5,
      points_of(x, [](const sample& s) { return s.messages_per_node_second; }),
      true, false}},
    {"messages per node and second", 0, false, false}, end, events);
  return card("Bytes", "With headers and what was sent again.", bytes)
         + card("Messages", "Between nodes.", messages);
}

std::string tables(const run_result& x, double end,
                   const std::vector<event_line>& events) {
  auto versions = line_chart(
    {{"highest", 1, points_of(x, [](const sample& s) { return s.version_max; }),
      false, false},
     {"lowest", 6, points_of(x, [](const sample& s) { return s.version_min; }),
      false, false}},
    {"version of the table", 0, false, false}, end, events);
  auto suspicions = line_chart(
    {{"members that somebody suspects", 4,
      points_of(x, [](const sample& s) { return s.suspicions; }), true, true}},
    {"members", 0, false, false}, end, events);
  return card("Versions of the tables",
              "Each node counts its own changes, so they differ.", versions)
         + card("Suspicions", "", suspicions);
}

/// Nothing in a run in which nobody died.
std::string detection(const run_result& x) {
  if (x.detections.empty() && x.first_suspicions.empty())
    return {};
  return card("From the end of a node to “down”, at each live node",
              quantiles(x.detections), times(x.detections, 1))
         + card("From the end of a node to the first suspicion",
                quantiles(x.first_suspicions), times(x.first_suspicions, 4));
}

std::string calls(const run_result& x, double end,
                  const std::vector<event_line>& events) {
  if (x.calls.made == 0)
    return {};
  auto chart = line_chart(
    {{"answered", 3,
      points_of(x, [](const sample& s) { return s.calls_answered; }), true,
      false},
     {"failed", 4, points_of(x, [](const sample& s) { return s.calls_failed; }),
      true, false}},
    {"calls between two samples", 0, false, false}, end, events);
  std::string errors;
  for (const auto& [code, count] : x.calls.errors)
    errors += (errors.empty() ? "Errors: " : ", ") + escaped(code) + ' '
              + std::to_string(count);
  return card("Calls", errors, chart)
         + card("Time to the answer of a call", quantiles(x.calls.times),
                times(x.calls.times, 3));
}

std::string types(const run_result& x) {
  std::vector<std::pair<std::string, traffic_of_type>> rows{x.by_type.begin(),
                                                            x.by_type.end()};
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    return a.second.bytes > b.second.bytes;
  });
  std::string out = "<table><tr><th>type</th><th class=n>messages</th>"
                    "<th class=n>bytes</th><th class=n>bytes each</th></tr>\n";
  for (const auto& [type, t] : rows)
    out += "<tr><td>" + escaped(type) + "</td><td class=n>"
           + short_number(static_cast<double>(t.messages)) + "</td><td class=n>"
           + short_number(static_cast<double>(t.bytes)) + "</td><td class=n>"
           + short_number(
             static_cast<double>(t.bytes)
             / static_cast<double>(std::max<std::uint64_t>(t.messages, 1)))
           + "</td></tr>\n";
  return card("What was sent", "Contents, without headers.", out + "</table>");
}

std::string checks(const run_result& x) {
  std::string out
    = "<table><tr><th>checker</th><th class=n>looks</th><th>found</th></tr>\n";
  for (const auto& [name, looks] : x.checks) {
    const auto& checker = name; // lambdas capture no structured bindings
    auto found
      = std::count_if(x.violations.begin(), x.violations.end(),
                      [&](const violation& v) { return v.checker == checker; });
    out += "<tr><td>" + escaped(name) + "</td><td class=n>"
           + std::to_string(looks) + "</td><td class=\""
           + (found == 0 ? "good\">nothing" : "bad\">" + std::to_string(found))
           + "</td></tr>\n";
  }
  return card("What was checked", "", out + "</table>");
}

std::string violations(const run_result& x) {
  if (x.violations.empty())
    return {};
  std::string out
    = "<table><tr><th class=n>time</th><th>checker</th><th></th></tr>\n";
  for (const auto& v : x.violations)
    out += "<tr><td class=n>" + number(seconds(v.when), 2) + " s</td><td>"
           + escaped(v.checker) + "</td><td>" + escaped(v.text)
           + "</td></tr>\n";
  return card("Violations",
              "To see the first one again: <code>" + escaped(command_of(x))
                + "</code>",
              out + "</table>", true);
}

std::string marks(const run_result& x) {
  std::string out = "<div class=scroll><table><tr><th class=n>time</th>"
                    "<th>what was done</th></tr>\n";
  for (const auto& m : x.marks)
    out += "<tr><td class=n>" + number(seconds(m.when), 1) + " s</td><td>"
           + escaped(m.text) + "</td></tr>\n";
  if (x.marks.empty())
    out += "<tr><td></td><td class=none>nothing</td></tr>\n";
  return card("What was done to the mesh", "", out + "</table></div>");
}

} // namespace

std::string page_of(const run_result& x) {
  auto end = seconds(x.time);
  auto events = events_of(x);
  auto out = tiles(x);
  out += "<div class=cards>\n";
  out += violations(x);
  out += convergence(x, end, events);
  out += traffic(x, end, events);
  out += tables(x, end, events);
  out += detection(x);
  out += calls(x, end, events);
  out += card("Who sends to whom", "Contents, over the whole time.",
              heat_map(x.matrix, x.what.nodes));
  out += marks(x) + types(x) + checks(x);
  out += "</div>\n<footer>Trace hash " + hex(x.trace_hash) + ", "
         + std::to_string(x.deliveries) + " deliveries, "
         + std::to_string(x.events) + " events. To repeat it: <code>"
         + escaped(command_of(x)) + "</code></footer>\n";
  return sheet(x.what.name + " – a simulated mesh", x.what.name, x.what.about,
               out);
}

} // namespace aegis::simulation::report
