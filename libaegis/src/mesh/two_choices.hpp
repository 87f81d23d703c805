#pragma once

#include "mesh/candidates.hpp"

#include <utility>

namespace aegis::mesh {

/// Draws two usable candidates and returns the one with the lower load; the
/// first one if they are equal. Compared with the least of all it needs no look
/// at the others, and those who choose at the same moment do not all run to the
/// same candidate: a newcomer without any load gets at most twice the average.
/// (M. Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing",
/// 2001.)
template <class Candidates, class Load>
std::optional<std::size_t> lesser_of_two(const Candidates& xs,
                                         random_stream& random, Load load) {
  auto first = any_usable(xs, random);
  if (!first || xs.size() == 1)
    return first;
  for (int i = 0; i < draws_max; ++i) {
    // Any but the first, each with the same chance.
    auto other = static_cast<std::size_t>(random.below(xs.size() - 1));
    if (other >= *first)
      ++other;
    if (xs.usable(other))
      return load(other) < load(*first) ? other : first;
  }
  return first;
}

/// Chooses the one of two with fewer unanswered calls. Thread-safe; neither
/// locks nor allocates.
class least_outstanding {
public:
  template <class Candidates>
  std::optional<std::size_t> pick(const Candidates& xs,
                                  random_stream& random) const {
    return lesser_of_two(xs, random,
                         [&](std::size_t i) { return xs.outstanding(i); });
  }
};

/// Chooses the one of two whose next answer should come sooner, see
/// `latency_estimate`. Thread-safe; neither locks nor allocates.
class peak_ewma {
public:
  template <class Candidates>
  std::optional<std::size_t> pick(const Candidates& xs,
                                  random_stream& random) const {
    return lesser_of_two(xs, random, [&](std::size_t i) { return xs.cost(i); });
  }
};

} // namespace aegis::mesh
