#pragma once

#include "tests/bench/figures.hpp"

#include <string>

namespace bench {

/// Writes how the cost of simulated meshes grows, as a page of plots.
/// @returns false if it cannot.
bool write_growth_page(const report& x, const std::string& file);

/// Where the page of a report goes: `growth.html` in the same folder.
std::string growth_page_beside(const std::string& json);

} // namespace bench
