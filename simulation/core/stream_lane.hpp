#pragma once

#include "simulation/core/time.hpp"

#include "mesh/random.hpp"

#include <cstddef>
#include <cstdint>

namespace aegis::simulation {

/// One direction of a connection: when what is sent arrives, and never in
/// another order. Large messages go beside small ones, as the transport cuts
/// them into chunks: a small one waits for one window of chunks at most.
///
/// Pure; not thread-safe.
class stream_lane {
public:
  /// Messages of this size and more travel in chunks.
  static constexpr std::size_t large_min_bytes = 64u << 10;

  struct transfer {
    instant arrival;
    std::uint64_t sent_bytes = 0; ///< with headers and what was sent again
  };

  /// Nothing arrives before that.
  explicit stream_lane(instant open) : small_{open, open}, large_{open, open} {}

  /// @param now  not before that of the last call
  transfer send(instant now, std::size_t bytes, const path& way,
                mesh::random_source& random);

private:
  struct queue {
    instant free;    ///< the last byte is on its way
    instant arrived; ///< when the last message is there
  };

  queue small_;
  queue large_;
};

} // namespace aegis::simulation
