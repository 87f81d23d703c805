#include "mesh/random.hpp"

#include "mesh/hash.hpp"

namespace aegis::mesh {

namespace {

constexpr std::uint64_t rotate_left(std::uint64_t x, int n) {
  return (x << n) | (x >> (64 - n));
}

} // namespace

random_source::random_source(std::uint64_t seed) {
  for (auto& word : state_) {
    seed += 0x9e3779b97f4a7c15;
    word = mix(seed);
  }
}

std::uint64_t random_source::next() {
  auto result = rotate_left(state_[1] * 5, 7) * 9;
  auto shifted = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = rotate_left(state_[3], 45);
  return result;
}

std::uint64_t random_source::below(std::uint64_t n) {
  // Draws below 2^64 mod n are thrown away; what is left is a multiple of n.
  auto threshold = (0 - n) % n;
  for (;;)
    if (auto x = next(); x >= threshold)
      return x % n;
}

std::int64_t random_source::between(std::int64_t low, std::int64_t high) {
  auto span
    = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
  auto offset = span + 1 != 0 ? below(span + 1) : next();
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + offset);
}

bool random_source::chance(double p) {
  constexpr double unit = 1.0 / (std::uint64_t{1} << 53);
  return static_cast<double>(next() >> 11) * unit < p;
}

} // namespace aegis::mesh
