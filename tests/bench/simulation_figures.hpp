#pragma once

#include "tests/bench/figures.hpp"

#include <cstddef>

namespace bench {

/// Adds what a simulated mesh of so many nodes costs and how it does, preset
/// `lan`, one thread; keys end in the number of nodes:
///
/// - `sim_boot_seconds`: real time from the start of all nodes to equal tables
/// - `sim_boot_messages_per_node`, `sim_boot_kib_per_node`: sent meanwhile
/// - `sim_threads_speedup`: how much faster that is in all threads (ADR 0018)
/// - `sim_speedup`: virtual by real time, of a mesh at rest
/// - `sim_bytes_per_node_second`, `sim_messages_per_node_second`,
///   `sim_events_per_node_second`: at rest
/// - `sim_spread_s_<nodes>_<loss percent>`: virtual time until all have heard of
///   one change, median of five
/// - `sim_detect_p50_s`, `sim_detect_p99_s`: virtual time from the silent end of
///   a host to `down` at each live node
/// - `sim_rss_mib`: of the process, so that the largest mesh is measured last
void add_simulation_figures(report& x, std::size_t nodes);

} // namespace bench
