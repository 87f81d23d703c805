#pragma once

#include "mesh/random_stream.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace aegis::mesh {

// What a selector chooses from is any class with these members, all of them
// cheap, thread-safe and free of locks:
//
//   std::size_t size() const;
//   bool usable(std::size_t i) const;             // may be chosen now
//   std::uint32_t outstanding(std::size_t i) const; // unanswered calls
//   std::uint64_t cost(std::size_t i) const;      // see latency_estimate

/// The first `n` of some candidates.
template <class Candidates>
class first_candidates {
public:
  first_candidates(const Candidates& all, std::size_t n) : all_(all), n_(n) {}

  std::size_t size() const {
    return n_;
  }

  bool usable(std::size_t i) const {
    return all_.usable(i);
  }

  std::uint32_t outstanding(std::size_t i) const {
    return all_.outstanding(i);
  }

  std::uint64_t cost(std::size_t i) const {
    return all_.cost(i);
  }

private:
  const Candidates& all_;
  std::size_t n_;
};

/// Draws before a selector searches one by one. With half of the candidates
/// out, one choice in 256 gets that far.
inline constexpr int draws_max = 8;

/// Returns the first usable candidate at or after `start`, around the end.
template <class Candidates>
std::optional<std::size_t> usable_from(const Candidates& xs,
                                       std::size_t start) {
  auto n = xs.size();
  for (std::size_t i = 0, at = start; i < n; ++i, ++at) {
    if (at >= n)
      at -= n;
    if (xs.usable(at))
      return at;
  }
  return std::nullopt;
}

/// Returns any usable candidate, each with nearly the same chance: what is
/// drawn in vain is drawn again, so that neighbours of unusable ones do not get
/// their share.
template <class Candidates>
std::optional<std::size_t> any_usable(const Candidates& xs,
                                      random_stream& random) {
  auto n = xs.size();
  if (n == 0)
    return std::nullopt;
  std::size_t at = 0;
  for (int i = 0; i < draws_max; ++i) {
    at = random.below(n);
    if (xs.usable(at))
      return at;
  }
  return usable_from(xs, at);
}

} // namespace aegis::mesh
