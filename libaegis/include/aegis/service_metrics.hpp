#pragma once

#include "aegis/ec.hpp"
#include "aegis/export.hpp"
#include "aegis/service_id.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace AEGIS_PUBLIC aegis {

/// One bucket of a histogram.
struct latency_bucket {
  std::chrono::nanoseconds below{}; ///< upper bound; the maximum for the last
  std::uint64_t count = 0;
};

/// What became of the calls of one service since the node began. Taken while
/// calls go on, so the figures may differ by those.
struct call_figures {
  std::uint64_t calls = 0; ///< requests and one-way messages
  /// Requests that were not answered with a value, by code; errors of the
  /// service's own category count as `ec::none`.
  std::map<ec, std::uint64_t> errors;
  std::vector<latency_bucket> latency; ///< of answered ones; empty buckets left
                                       ///< out
  std::uint64_t in_flight = 0;
};

/// One service as this node calls it.
struct consumer_metrics {
  service_id service;
  call_figures calls;
  std::uint64_t attempts = 0;   ///< sent to providers
  std::uint64_t retries = 0;    ///< of these, after a failed one
  std::uint64_t hedges = 0;     ///< of these, beside an open one
  std::uint64_t hedges_won = 0; ///< whose answer came first
  std::uint64_t ejections = 0;  ///< of providers that failed
  std::uint64_t parked = 0;     ///< messages that wait for a provider now
  std::uint64_t dropped = 0;    ///< one-way messages that nobody could take
};

/// One service as this node provides it.
struct provider_metrics {
  service_id service;
  call_figures calls;
  std::uint64_t instances = 0; ///< that are alive
  std::uint64_t restarts = 0;  ///< of instances
  std::uint64_t not_authorized = 0;
  std::uint64_t overloaded = 0; ///< refused at the limit
  std::uint64_t expired = 0;    ///< refused or given up as their time was up
  bool in_rotation = true;      ///< announced to the mesh
};

/// All services of one node, ordered by service.
struct service_metrics {
  std::vector<consumer_metrics> consumed;
  std::vector<provider_metrics> provided;
};

} // namespace aegis
