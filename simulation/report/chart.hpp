#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace aegis::simulation::report {

/// One curve. Its colour is the CSS variable `--c1` to `--c6`.
struct curve {
  std::string name;
  int colour = 1;
  std::vector<std::pair<double, double>> points;
  bool filled = false;
  bool stepped = false;
};

/// Something that happened, as a line across a chart.
struct event_line {
  double x = 0;
  std::string text;
};

struct axis {
  std::string unit; ///< behind the largest number
  double max = 0;   ///< 0: that of the curves
  bool percent = false;
  bool wide = false; ///< over the whole page
};

/// Curves over time, in seconds.
std::string line_chart(const std::vector<curve>& curves, const axis& y,
                       double seconds, const std::vector<event_line>& events);

/// How many values are in each of some ranges, and which share is below.
std::string histogram(const std::vector<double>& values,
                      const std::string& unit, int colour);

/// Numbers as shades, rows from top to bottom.
std::string heat_map(const std::vector<std::vector<std::uint64_t>>& cells,
                     std::size_t nodes);

/// `1.2 k`, `34 M`; at most three digits.
std::string short_number(double x);

/// Text as HTML.
std::string escaped(const std::string& x);

} // namespace aegis::simulation::report
