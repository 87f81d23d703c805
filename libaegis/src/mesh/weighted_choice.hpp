#pragma once

#include "mesh/candidates.hpp"

#include <cstdint>
#include <vector>

namespace aegis::mesh {

/// Chooses each candidate in proportion to its weight, in constant time: a
/// table of two-sided coins. (A. Walker, 1977; built as by M. Vose, "A Linear
/// Algorithm for Generating Random Numbers with a Given Distribution", 1991.)
///
/// Immutable and thread-safe; `pick` neither locks nor allocates.
class weighted_choice {
public:
  weighted_choice() = default;

  /// Candidates of weight zero are chosen only if there is no other. If all
  /// weights are zero, all are equal.
  explicit weighted_choice(const std::vector<std::uint32_t>& weights);

  /// @pre `xs.size()` is the number of weights.
  template <class Candidates>
  std::optional<std::size_t> pick(const Candidates& xs,
                                  random_stream& random) const {
    if (coins_.empty())
      return std::nullopt;
    std::size_t at = 0;
    for (int i = 0; i < draws_max; ++i) {
      at = draw(random.next());
      if (xs.usable(at))
        return at;
    }
    return usable_from(xs, at);
  }

private:
  struct coin {
    std::uint32_t threshold; ///< of 2^32: how often it is the other
    std::uint32_t other;
  };

  std::size_t draw(std::uint64_t random) const {
    auto column
      = static_cast<std::size_t>((random >> 32) * coins_.size() >> 32);
    auto& x = coins_[column];
    return static_cast<std::uint32_t>(random) < x.threshold ? x.other : column;
  }

  std::vector<coin> coins_;
};

} // namespace aegis::mesh
