#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace aegis::mesh {

/// A fast generator of random numbers that are the same on every platform for
/// the same seed, distributions included (those of the standard library are
/// not). Not for secrets. xoshiro256** by Blackman and Vigna, seeded by
/// splitmix64.
class random_source {
public:
  explicit random_source(std::uint64_t seed);

  /// Uniform over all values.
  std::uint64_t next();

  /// Uniform over `0 .. n - 1`. @pre `n > 0`
  std::uint64_t below(std::uint64_t n);

  /// Uniform over `low .. high`. @pre `low <= high`
  std::int64_t between(std::int64_t low, std::int64_t high);

  /// True with the probability `p`.
  bool chance(double p);

  /// Puts the elements into a random order (Fisher and Yates).
  template <class T>
  void shuffle(std::vector<T>& xs) {
    for (std::size_t i = xs.size(); i > 1; --i) {
      using std::swap;
      swap(xs[i - 1], xs[below(i)]);
    }
  }

private:
  std::uint64_t state_[4];
};

} // namespace aegis::mesh
