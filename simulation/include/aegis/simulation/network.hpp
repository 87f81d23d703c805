#pragma once

#include "aegis/export.hpp"
#include "aegis/settings.hpp"

#include <chrono>
#include <cstdint>

// What the simulated network does to what is sent over it.

namespace aegis {
namespace AEGIS_PUBLIC simulation {

using duration = std::chrono::nanoseconds;

/// How long packets take from one node to another, given by its quantiles;
/// between them it is linear. So no function of a mathematics library decides
/// anything, and a seed means the same with every compiler.
/// @pre `min <= median <= p99 <= max`, none negative
struct latency {
  duration min{};
  duration median{};
  duration p99{};
  duration max{};

  /// Always the same.
  static latency constant(duration x) {
    return {x, x, x, x};
  }
};

/// A way through the network, one direction.
///
/// Nodes talk over streams, so nothing is lost, doubled or out of order for
/// them: a lost packet comes by retransmission, first after
/// `retransmit_min`, then after twice as long each time (RFC 6298), and what
/// was sent after it waits; a packet that is overtaken holds up the others; a
/// doubled one costs bandwidth.
struct path {
  latency delay;
  double loss = 0;        ///< probability, of each packet
  double reordering = 0;  ///< probability that a packet takes `p99` longer
  double duplication = 0; ///< probability that a packet is sent twice
  std::uint64_t bytes_per_second = 125'000'000; ///< of each connection

  /// The smallest that Linux waits.
  duration retransmit_min = std::chrono::milliseconds{200};
};

/// The paths between nodes.
struct network_options {
  path within_region;
  path between_regions;

  /// Fits the presets of `node_settings`: a machine, a site, sites far apart.
  static network_options preset(network x);
};

} // namespace simulation
} // namespace aegis
