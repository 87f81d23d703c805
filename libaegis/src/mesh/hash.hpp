#pragma once

#include <cstdint>
#include <string_view>

namespace aegis::mesh {

/// Spreads every bit of `x` over all bits (the finalizer of splitmix64).
constexpr std::uint64_t mix(std::uint64_t x) noexcept {
  x ^= x >> 30;
  x *= 0xbf58476d1ce4e5b9;
  x ^= x >> 27;
  x *= 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

/// A 64-bit hash over a sequence of numbers and texts, the same on every
/// platform. Texts go in with their length, so that no two different sequences
/// of values are the same sequence of bytes. Not for secrets.
class hasher {
public:
  hasher& number(std::uint64_t x) noexcept {
    state_ = mix(state_ ^ x) + increment;
    return *this;
  }

  hasher& text(std::string_view x) noexcept;

  std::uint64_t result() const noexcept {
    return mix(state_);
  }

private:
  static constexpr std::uint64_t increment = 0x9e3779b97f4a7c15;

  std::uint64_t state_ = increment;
};

} // namespace aegis::mesh
