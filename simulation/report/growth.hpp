#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace aegis::simulation::report {

/// One figure of meshes of several sizes.
struct growth_figure {
  std::string name;
  std::string unit;
  std::map<std::size_t, double> values; ///< by number of nodes; not negative
};

/// A page about how cost grows: a chart for each figure, with logarithmic axes
/// and lines as steep as n and n squared, and a table of all. Self-contained.
std::string growth_page(const std::vector<growth_figure>& figures,
                        const std::string& about);

/// How steep a figure is between the two largest sizes: `k` if it grows as the
/// k-th power of the number of nodes. 0 if there are no two, or a value is 0.
double exponent_of(const growth_figure& x);

} // namespace aegis::simulation::report
