// In: numbers. Out: SVG.

#include "simulation/report/chart.hpp"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <sstream>

namespace aegis::simulation::report {

namespace {

constexpr double narrow_width = 760;
constexpr double wide_width = 1540;
constexpr double height = 260;
constexpr double left = 58;
constexpr double right = 14;
constexpr double top = 30;
constexpr double bottom = 30;
constexpr double plot_height = height - top - bottom;

std::string fixed(double x, int digits = 1) {
  std::ostringstream out;
  out << std::fixed << std::setprecision(digits) << x;
  return out.str();
}

/// 1, 2 or 5 times a power of ten, so that about `count` steps fit.
double nice_step(double range, int count) {
  auto rough = range / count;
  auto power = std::pow(10, std::floor(std::log10(rough)));
  for (auto factor : {1.0, 2.0, 5.0})
    if (factor * power >= rough)
      return factor * power;
  return 10 * power;
}

std::string open_svg(double width, double h = height) {
  return "<svg viewBox=\"0 0 " + fixed(width, 0) + ' ' + fixed(h, 0)
         + "\" role=\"img\">\n";
}

std::string label(double x, double y, const char* anchor,
                  const std::string& text, const char* css = "tick") {
  return "<text x=\"" + fixed(x) + "\" y=\"" + fixed(y) + "\" text-anchor=\""
         + anchor + "\" class=\"" + css + "\">" + escaped(text) + "</text>\n";
}

std::string rule(double x1, double y1, double x2, double y2, const char* css) {
  return "<line x1=\"" + fixed(x1) + "\" y1=\"" + fixed(y1) + "\" x2=\""
         + fixed(x2) + "\" y2=\"" + fixed(y2) + "\" class=\"" + css + "\"/>\n";
}

/// Where values are on the paper.
struct scale {
  double x_max;
  double y_max;
  double width = narrow_width;

  double x(double v) const {
    return left + v / x_max * (width - left - right);
  }
  double y(double v) const {
    return top + plot_height - v / y_max * plot_height;
  }
};

std::string tick_text(double v, const axis& y) {
  return y.percent ? fixed(v * 100, 0) + " %" : short_number(v);
}

std::string grid(const scale& s, const axis& y, const std::string& x_unit) {
  std::string out;
  auto step = nice_step(s.y_max, 4);
  for (double v = 0; v <= s.y_max * 1.0001; v += step) {
    out += rule(left, s.y(v), s.width - right, s.y(v), "grid");
    out += label(left - 8, s.y(v) + 4, "end", tick_text(v, y));
  }
  auto x_step = nice_step(s.x_max, 8);
  for (double v = 0; v <= s.x_max * 1.0001; v += x_step)
    out += label(s.x(v), height - 10, "middle",
                 short_number(v)
                   + (v + x_step > s.x_max * 1.0001 ? ' ' + x_unit : ""));
  if (!y.unit.empty())
    out += label(left, 12, "start", y.unit, "unit");
  return out;
}

std::string path_of(const curve& c, const scale& s) {
  std::string out;
  auto last = s.y(0);
  for (std::size_t i = 0; i < c.points.size(); ++i) {
    auto x = fixed(s.x(c.points[i].first));
    auto y = s.y(std::min(c.points[i].second, s.y_max));
    if (i == 0)
      out += 'M' + x + ' ' + fixed(y);
    else if (c.stepped)
      out += 'L' + x + ' ' + fixed(last) + 'L' + x + ' ' + fixed(y);
    else
      out += 'L' + x + ' ' + fixed(y);
    last = y;
  }
  return out;
}

std::string draw(const curve& c, const scale& s) {
  if (c.points.empty())
    return {};
  auto path = path_of(c, s);
  auto colour = "var(--c" + std::to_string(c.colour) + ')';
  std::string out;
  if (c.filled)
    out += "<path d=\"" + path + 'L' + fixed(s.x(c.points.back().first)) + ' '
           + fixed(s.y(0)) + 'L' + fixed(s.x(c.points.front().first)) + ' '
           + fixed(s.y(0)) + "Z\" fill=\"" + colour
           + "\" fill-opacity=\".16\" stroke=\"none\"/>\n";
  out += "<path d=\"" + path + "\" fill=\"none\" stroke=\"" + colour
         + "\" stroke-width=\"1.8\" stroke-linejoin=\"round\"/>\n";
  return out;
}

std::string legend(const std::vector<curve>& curves) {
  std::string out = "<p class=\"legend\">";
  for (const auto& c : curves)
    out += "<span><i style=\"background:var(--c" + std::to_string(c.colour)
           + ")\"></i>" + escaped(c.name) + "</span>";
  return out + "</p>\n";
}

double highest(const std::vector<curve>& curves) {
  double result = 0;
  for (const auto& c : curves)
    for (const auto& [x, y] : c.points)
      result = std::max(result, y);
  return result;
}

std::string event_marks(const std::vector<event_line>& events, const scale& s) {
  std::string out;
  for (const auto& e : events)
    out += "<g class=\"event\"><title>" + fixed(e.x) + " s: " + escaped(e.text)
           + "</title>" + rule(s.x(e.x), top, s.x(e.x), top + plot_height, "")
           + "<circle cx=\"" + fixed(s.x(e.x)) + "\" cy=\"" + fixed(top - 6)
           + "\" r=\"3\"/></g>\n";
  return out;
}

} // namespace

std::string short_number(double x) {
  static const std::pair<double, const char*> units[]
    = {{1e12, " T"}, {1e9, " G"}, {1e6, " M"}, {1e3, " k"}};
  for (const auto& [size, unit] : units)
    if (std::abs(x) >= size)
      return fixed(x / size, std::abs(x) / size < 10 ? 1 : 0) + unit;
  if (x == std::floor(x))
    return fixed(x, 0);
  return fixed(x, std::abs(x) < 1 ? 2 : 1);
}

std::string escaped(const std::string& x) {
  std::string result;
  for (auto c : x)
    switch (c) {
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '&':
        result += "&amp;";
        break;
      case '"':
        result += "&quot;";
        break;
      default:
        result += c;
    }
  return result;
}

std::string line_chart(const std::vector<curve>& curves, const axis& y,
                       double seconds, const std::vector<event_line>& events) {
  auto most = y.max > 0 ? y.max : highest(curves) * 1.08;
  scale s{std::max(seconds, 1e-9), most > 0 ? most : 1,
          y.wide ? wide_width : narrow_width};
  auto out = legend(curves) + open_svg(s.width) + grid(s, y, "s")
             + event_marks(events, s);
  for (const auto& c : curves)
    out += draw(c, s);
  return out + "</svg>\n";
}

std::string histogram(const std::vector<double>& values,
                      const std::string& unit, int colour) {
  if (values.empty())
    return "<p class=\"none\">There was nothing to measure.</p>\n";
  constexpr int wanted = 30;
  auto most = *std::max_element(values.begin(), values.end());
  auto step = nice_step(std::max(most, 1e-6), wanted);
  auto bins = static_cast<std::size_t>(std::floor(most / step)) + 1;
  std::vector<std::size_t> counts(bins);
  for (auto v : values)
    ++counts[std::min(static_cast<std::size_t>(v / step), bins - 1)];
  auto highest_bin = *std::max_element(counts.begin(), counts.end());
  scale s{step * static_cast<double>(bins),
          static_cast<double>(highest_bin) * 1.08};
  auto out = open_svg(s.width) + grid(s, {"values", 0, false, false}, unit);
  curve share{"", 2, {{0, 0}}, false, true};
  std::size_t sum = 0;
  for (std::size_t i = 0; i < bins; ++i) {
    auto x = step * static_cast<double>(i);
    auto y = s.y(static_cast<double>(counts[i]));
    out += "<rect x=\"" + fixed(s.x(x) + 0.8) + "\" y=\"" + fixed(y)
           + "\" width=\"" + fixed(std::max(s.x(step) - left - 1.6, 1.0))
           + "\" height=\"" + fixed(top + plot_height - y) + "\" fill=\"var(--c"
           + std::to_string(colour) + ")\" fill-opacity=\".75\" rx=\"1\"/>\n";
    sum += counts[i];
    share.points.emplace_back(x + step, static_cast<double>(sum)
                                          / static_cast<double>(values.size())
                                          * s.y_max / 1.08);
  }
  return out + draw(share, s) + "</svg>\n";
}

std::string heat_map(const std::vector<std::vector<std::uint64_t>>& cells,
                     std::size_t nodes) {
  auto n = cells.size();
  if (n == 0)
    return {};
  std::uint64_t most = 1;
  for (const auto& row : cells)
    for (auto v : row)
      most = std::max(most, v);
  auto size = std::min(420.0 / static_cast<double>(n), 40.0);
  auto side = size * static_cast<double>(n);
  auto out = open_svg(narrow_width, side + top + 24);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      auto v = cells[i][j];
      // Roots, since a few pairs have most of the traffic.
      auto share
        = std::sqrt(static_cast<double>(v) / static_cast<double>(most));
      out += "<rect x=\"" + fixed(left + size * static_cast<double>(j))
             + "\" y=\"" + fixed(top + size * static_cast<double>(i))
             + "\" width=\"" + fixed(size - 0.6) + "\" height=\""
             + fixed(size - 0.6) + "\" fill=\"var(--c1)\" fill-opacity=\""
             + fixed(0.04 + 0.96 * share, 2) + "\"><title>"
             + short_number(static_cast<double>(v)) + "B</title></rect>\n";
    }
  out += label(left - 8, top + 10, "end", "0");
  out += label(left - 8, top + side, "end", std::to_string(nodes - 1));
  out += label(left, top + side + 16, "start", "0");
  out += label(left + side, top + side + 16, "end", std::to_string(nodes - 1));
  out += label(left + side / 2, top + side + 16, "middle", "to node");
  out += label(left + side + 24, top + 12, "start",
               "one cell: " + std::to_string((nodes + n - 1) / n)
                 + " nodes to as many");
  out += label(left + side + 24, top + 32, "start",
               "darkest: " + short_number(static_cast<double>(most)) + "B");
  return out + "</svg>\n";
}

} // namespace aegis::simulation::report
