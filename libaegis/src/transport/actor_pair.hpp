#pragma once

#include "transport/basp_frame.hpp"

#include <cstddef>
#include <cstdint>

namespace aegis::transport {

/// From which actor to which one: what CAF promises an order to.
struct actor_pair {
  std::uint64_t source;
  std::uint64_t dest;

  bool operator==(const actor_pair& x) const {
    return source == x.source && dest == x.dest;
  }

  struct hasher {
    std::size_t operator()(const actor_pair& x) const noexcept {
      return (x.source * 0x9E3779B97F4A7C15u) ^ (x.dest * 0xC2B2AE3D27D4EB4Fu);
    }
  };
};

/// Of a message.
inline actor_pair pair_of(const frame_header& x) {
  return {x.source_actor, x.dest_actor};
}

} // namespace aegis::transport
