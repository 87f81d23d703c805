// In: figures by the number of nodes. Out: a page for people.

#include "simulation/report/growth.hpp"

#include "simulation/report/chart.hpp"
#include "simulation/report/sheet.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>

namespace aegis::simulation::report {

namespace {

constexpr double width = 760;
constexpr double height = 280;
constexpr double left = 58;
constexpr double right = 24;
constexpr double top = 30;
constexpr double bottom = 30;

/// Decades on both axes.
class paper {
public:
  explicit paper(const std::map<std::size_t, double>& values) {
    auto low = HUGE_VAL;
    auto high = 0.0;
    for (const auto& [n, y] : values)
      if (y > 0) {
        low = std::min(low, y);
        high = std::max(high, y);
      }
    if (high <= 0)
      low = high = 1;
    x_low_ = std::floor(exponent(static_cast<double>(values.begin()->first)));
    x_high_ = std::ceil(exponent(static_cast<double>(values.rbegin()->first)));
    x_high_ = std::max(x_high_, x_low_ + 1);
    y_low_ = std::floor(exponent(low));
    y_high_ = std::max(std::ceil(exponent(high)), y_low_ + 2);
  }

  double x(double v) const {
    return left
           + (exponent(v) - x_low_) / (x_high_ - x_low_)
               * (width - left - right);
  }

  double y(double v) const {
    return height - bottom
           - (exponent(v) - y_low_) / (y_high_ - y_low_)
               * (height - top - bottom);
  }

  bool holds(double v) const {
    return v > 0 && exponent(v) >= y_low_ - 1e-9
           && exponent(v) <= y_high_ + 1e-9;
  }

  std::vector<double> x_decades() const {
    return decades(x_low_, x_high_);
  }

  std::vector<double> y_decades() const {
    return decades(y_low_, y_high_);
  }

private:
  static double exponent(double x) {
    return std::log10(x);
  }

  static std::vector<double> decades(double low, double high) {
    std::vector<double> result;
    for (auto i = low; i <= high; ++i)
      result.push_back(std::pow(10, i));
    return result;
  }

  double x_low_;
  double x_high_;
  double y_low_;
  double y_high_;
};

std::string at(double x, double y) {
  return number(x, 1) + ' ' + number(y, 1);
}

std::string text(double x, double y, const char* anchor,
                 const std::string& what, const char* css = "tick") {
  return "<text x=\"" + number(x, 1) + "\" y=\"" + number(y, 1)
         + "\" text-anchor=\"" + anchor + "\" class=\"" + css + "\">"
         + escaped(what) + "</text>\n";
}

std::string grid(const paper& p, const std::string& unit) {
  std::string out;
  for (auto v : p.y_decades()) {
    out += "<path class=grid d=\"M" + at(left, p.y(v)) + 'L'
           + at(width - right, p.y(v)) + "\"/>\n";
    out += text(left - 8, p.y(v) + 4, "end", short_number(v));
  }
  for (auto v : p.x_decades())
    out += text(p.x(v), height - 10, "middle", short_number(v));
  return out + text(left, 12, "start", unit, "unit");
}

/// From the first point up, as the `power`-th power of the number of nodes.
std::string slope(const paper& p, const growth_figure& x, int power,
                  const char* name) {
  auto [n, y] = *x.values.begin();
  if (y <= 0)
    return {};
  auto last = static_cast<double>(x.values.rbegin()->first);
  auto first = static_cast<double>(n);
  auto end = y * std::pow(last / first, power);
  if (auto limit = p.y_decades().back(); end > limit) {
    last = first * std::pow(limit / y, 1.0 / power);
    end = limit;
  }
  return "<path d=\"M" + at(p.x(first), p.y(y)) + 'L' + at(p.x(last), p.y(end))
         + "\" fill=none stroke=\"var(--soft)\" stroke-dasharray=\"3 4\" "
           "stroke-width=1 opacity=.7 />\n"
         + text(p.x(last) - 6, p.y(end) - 5, "end", name, "unit");
}

std::string chart(const growth_figure& x, int colour) {
  paper p{x.values};
  auto ink = "var(--c" + std::to_string(colour) + ')';
  auto out = "<svg viewBox=\"0 0 " + number(width, 0) + ' ' + number(height, 0)
             + "\" role=img>\n" + grid(p, x.unit) + slope(p, x, 1, "n")
             + slope(p, x, 2, "n²");
  std::string path;
  std::string points;
  for (const auto& [n, y] : x.values) {
    if (!p.holds(y))
      continue;
    auto nodes = static_cast<double>(n);
    path += (path.empty() ? "M" : "L") + at(p.x(nodes), p.y(y));
    points += "<circle cx=\"" + number(p.x(nodes), 1) + "\" cy=\""
              + number(p.y(y), 1) + "\" r=4 fill=\"" + ink + "\"><title>"
              + std::to_string(n) + " nodes: " + short_number(y) + ' '
              + escaped(x.unit) + "</title></circle>\n";
  }
  return out + "<path d=\"" + path + "\" fill=none stroke=\"" + ink
         + "\" stroke-width=2 />\n" + points + "</svg>\n";
}

std::string table(const std::vector<growth_figure>& figures) {
  std::set<std::size_t> sizes;
  for (const auto& x : figures)
    for (const auto& [n, y] : x.values)
      sizes.insert(n);
  std::string out = "<table><tr><th>nodes</th>";
  for (auto n : sizes)
    out += "<th class=n>" + std::to_string(n) + "</th>";
  out += "<th class=n>grows as</th></tr>\n";
  for (const auto& x : figures) {
    out += "<tr><td>" + escaped(x.name) + ", " + escaped(x.unit) + "</td>";
    for (auto n : sizes) {
      auto i = x.values.find(n);
      out += "<td class=n>"
             + (i != x.values.end() ? short_number(i->second) : "–") + "</td>";
    }
    out += "<td class=n>n<sup>" + number(exponent_of(x), 1)
           + "</sup></td></tr>\n";
  }
  return out + "</table>";
}

} // namespace

double exponent_of(const growth_figure& x) {
  if (x.values.size() < 2)
    return 0;
  auto last = std::prev(x.values.end());
  auto before = std::prev(last);
  if (last->second <= 0 || before->second <= 0)
    return 0;
  return std::log(last->second / before->second)
         / std::log(static_cast<double>(last->first)
                    / static_cast<double>(before->first));
}

std::string growth_page(const std::vector<growth_figure>& figures,
                        const std::string& about) {
  std::string out = "<div class=cards>\n";
  int colour = 0;
  for (const auto& x : figures)
    if (!x.values.empty())
      out += card(x.name, "", chart(x, 1 + colour++ % 6));
  out += card("All figures",
              "The last column is about the two largest meshes: 0 is flat, 1 "
              "as the number of nodes, 2 as its square.",
              table(figures), true);
  return sheet("How cost grows – simulated meshes", "How cost grows", about,
               out + "</div>\n");
}

} // namespace aegis::simulation::report
