#pragma once

#include "tests/bench/figures.hpp"

namespace bench {

/// Adds what failure detection costs a node of a mesh of 1,000: handshakes a
/// minute, dialed and accepted, and their share of a core.
///
/// Computed, not measured: a probe needs a short dial unless its target is one
/// of the `connections_max` that are connected; each handshake has two sides. A
/// side costs half of a connection of the benchmark, whose processes share a
/// core. Does nothing if `x` has no `connections_per_second`.
void add_probe_figures(report& x);

} // namespace bench
