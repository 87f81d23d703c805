#pragma once

#include "tests/bench/figures.hpp"

namespace bench {

/// Prints a report for people. Colour only on a terminal that wants it.
void print_table(const report& x);

/// Prints a line that tells how far the run is.
void print_progress(const std::string& text);

} // namespace bench
