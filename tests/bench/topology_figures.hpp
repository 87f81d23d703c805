#pragma once

#include "tests/bench/figures.hpp"

namespace bench {

/// Adds what the topology costs within one process, without a network: look-ups,
/// syncs between two tables of 10,000 signed records, merges, memory. Takes
/// some seconds.
void add_topology_figures(report& x);

/// Prints them below the table of calls.
void print_topology_figures(const report& x);

} // namespace bench
