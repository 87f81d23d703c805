#pragma once

#include "aegis/ec.hpp"
#include "aegis/settings.hpp"
#include "mesh/latency_histogram.hpp"
#include "mesh/retry_budget.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace aegis::detail {

/// Figures of calls. Each is thread-safe by itself and costs an increment.
struct call_counters {
  using counter = std::atomic<std::uint64_t>;

  counter calls{0};
  counter in_flight{0};
  std::array<counter, 256> errors{}; ///< by `ec`; 0: of the service's own
  mesh::latency_histogram latency;   ///< of requests answered with a value

  void failed(ec code) {
    errors[static_cast<std::size_t>(code)].fetch_add(1,
                                                     std::memory_order_relaxed);
  }
};

/// What became of the messages of one service on this node, and what it may
/// spend on extra attempts. Shared by all its handles; thread-safe.
struct service_counters {
  using counter = std::atomic<std::uint64_t>;

  explicit service_counters(const node_settings::service_settings& x = {})
    : retry_tokens(
      {x.retry_share, x.retry_trickle_per_second, defaults::retry_savings_max}),
      hedge_tokens({x.hedge_share, 0, defaults::hedge_savings_max}) {}

  call_counters figures;
  counter attempts{0};
  counter retries{0};
  counter hedges{0};
  counter hedges_won{0};
  counter ejections{0};
  mesh::retry_budget retry_tokens;
  mesh::retry_budget hedge_tokens;

  counter system_messages{0};   ///< kept from providers
  counter dropped{0};           ///< one-way messages that nobody could take
  counter no_providers{0};      ///< requests that nobody could take
  counter overloaded{0};        ///< requests beyond a limit
  counter expired{0};           ///< requests whose time was up
  counter lost{0};              ///< attempts whose provider ended
  counter unknown_responses{0}; ///< late, or never asked for
  counter mismatches{0};        ///< providers with another interface
};

} // namespace aegis::detail
