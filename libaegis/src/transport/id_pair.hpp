#pragma once

#include "transport/basp_frame.hpp"

#include <cstddef>
#include <cstdint>
#include <tuple>

namespace aegis::transport {

/// Two numbers that name something together.
struct id_pair {
  std::uint64_t first = 0;
  std::uint64_t second = 0;

  bool operator==(const id_pair& x) const noexcept {
    return first == x.first && second == x.second;
  }

  bool operator<(const id_pair& x) const noexcept {
    return std::tie(first, second) < std::tie(x.first, x.second);
  }

  /// For pairs of this node's making: peers could choose theirs so that all
  /// collide.
  struct hasher {
    std::size_t operator()(const id_pair& x) const noexcept {
      return (x.first * 0x9E3779B97F4A7C15u) ^ (x.second * 0xC2B2AE3D27D4EB4Fu);
    }
  };
};

/// From which actor a message goes to which: what CAF promises an order to.
inline id_pair actors_of(const frame_header& x) {
  return {x.source_actor, x.dest_actor};
}

} // namespace aegis::transport
