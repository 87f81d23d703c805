#pragma once

#include "tests/bench/figures.hpp"

#include <cstddef>
#include <vector>

namespace bench {

/// Measures meshes of these sizes in a process of their own, see
/// `add_simulation_figures`. @param sizes  the smallest first
void simulate(const std::vector<std::size_t>& sizes, report& out);

/// Prints them as a table that shows how cost grows.
void print_simulation_figures(const report& x);

} // namespace bench
