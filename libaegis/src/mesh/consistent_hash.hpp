#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace aegis::mesh {

/// Sends the calls of one key to the same candidate, as far as its load
/// permits: each candidate has points on a ring, a key belongs to the next
/// point. One that comes or goes moves its share of the keys only. Who has more
/// than its bounded share of the unanswered calls is passed over. (V. Mirrokni,
/// M. Thorup, M. Zadimoghaddam, "Consistent Hashing with Bounded Loads", 2018.)
///
/// Immutable and thread-safe; `pick` neither locks nor allocates.
class consistent_hash {
public:
  /// Points of one candidate: 10,000 of them make a ring of 2.5 MB. More would
  /// spread the keys more evenly; the bound sees to the load.
  static constexpr std::size_t points_per_candidate = 32;

  /// A candidate takes up to 1.25 times the average of unanswered calls: the
  /// paper's epsilon of 0.25 keeps searches short.
  static constexpr std::uint64_t bound_numerator = 5;
  static constexpr std::uint64_t bound_denominator = 4;

  consistent_hash() = default;

  /// @param ids  a hash of each candidate's name, which stays the same as long
  ///             as it lives
  explicit consistent_hash(const std::vector<std::uint64_t>& ids);

  /// @param total  unanswered calls of all candidates together
  /// @pre `xs.size()` is the number of ids.
  template <class Candidates>
  std::optional<std::size_t> pick(const Candidates& xs, std::uint64_t key,
                                  std::uint64_t total) const {
    if (ring_.empty())
      return std::nullopt;
    auto most = bound(total, xs.size());
    std::optional<std::size_t> spare;
    auto start = first_at(key);
    auto looks = std::min(ring_.size(), looks_max);
    for (std::size_t i = 0, at = start; i < looks; ++i) {
      auto who = ring_[at].candidate;
      if (++at == ring_.size())
        at = 0;
      if (!xs.usable(who))
        continue;
      if (xs.outstanding(who) < most)
        return who;
      if (!spare || xs.outstanding(who) < xs.outstanding(*spare))
        spare = who;
    }
    return spare ? spare : any(xs, start);
  }

private:
  struct point {
    std::uint32_t position;
    std::uint32_t candidate;
  };

  /// Points that are looked at before the least loaded of them is taken. A
  /// fifth of all candidates or more is below the bound, so this happens once
  /// in 10^12 unless nearly all are unusable.
  static constexpr std::size_t looks_max = 128;

  static std::uint64_t bound(std::uint64_t total, std::size_t n) {
    auto parts = (total + 1) * bound_numerator;
    auto average = bound_denominator * n;
    return (parts + average - 1) / average;
  }

  /// The first point at or after a key's place.
  std::size_t first_at(std::uint64_t key) const;

  template <class Candidates>
  std::optional<std::size_t> any(const Candidates& xs,
                                 std::size_t start) const {
    for (std::size_t i = 0; i < xs.size(); ++i) {
      auto who = (ring_[start].candidate + i) % xs.size();
      if (xs.usable(who))
        return who;
    }
    return std::nullopt;
  }

  std::vector<point> ring_; ///< ordered by position
};

} // namespace aegis::mesh
