#pragma once

#include <atomic>
#include <cstdint>

namespace aegis::detail {

/// What became of the messages of one service on this node, apart from those
/// that were answered. Each counter is thread-safe by itself.
struct service_counters {
  using counter = std::atomic<std::uint64_t>;

  counter system_messages{0};   ///< kept from providers
  counter dropped{0};           ///< one-way messages that nobody could take
  counter no_providers{0};      ///< requests that nobody could take
  counter overloaded{0};        ///< requests beyond a limit
  counter expired{0};           ///< requests whose time was up
  counter lost{0};              ///< requests whose provider ended
  counter unknown_responses{0}; ///< late, or never asked for
  counter mismatches{0};        ///< providers with another interface
};

} // namespace aegis::detail
