#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <vector>

namespace aegis::mesh {

/// Candidates whose load a test decides on.
struct test_candidates {
  explicit test_candidates(std::size_t n) : load(n), costs(n) {}

  std::size_t size() const {
    return load.size();
  }

  bool usable(std::size_t i) const {
    return unusable.count(i) == 0;
  }

  std::uint32_t outstanding(std::size_t i) const {
    return load[i];
  }

  std::uint64_t cost(std::size_t i) const {
    return costs[i];
  }

  std::uint64_t total() const {
    std::uint64_t result = 0;
    for (auto x : load)
      result += x;
    return result;
  }

  std::vector<std::uint32_t> load;
  std::vector<std::uint64_t> costs;
  std::set<std::size_t> unusable;
};

} // namespace aegis::mesh
