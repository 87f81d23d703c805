#pragma once

#include "tests/bench/figures.hpp"

namespace bench {

/// Adds what the choice of a provider costs, and what it is good for when one of
/// ten providers is ten times slower. The latter runs the library's handles on a
/// virtual clock: the same figures on every machine. Takes some seconds.
void add_service_figures(report& x);

/// Prints them below the table of calls.
void print_service_figures(const report& x);

} // namespace bench
