#include "mesh/weighted_choice.hpp"

#include <algorithm>
#include <numeric>

namespace aegis::mesh {

namespace {

// Whole numbers, so that the table is the same on every platform: a column
// holds `sum` parts, each weight is multiplied by the number of columns.
using parts = std::uint64_t;

std::vector<parts> shares_of(const std::vector<std::uint32_t>& weights) {
  std::vector<parts> result(weights.begin(), weights.end());
  if (std::all_of(result.begin(), result.end(), [](parts x) { return x == 0; }))
    std::fill(result.begin(), result.end(), 1);
  for (auto& x : result)
    x *= weights.size();
  return result;
}

} // namespace

weighted_choice::weighted_choice(const std::vector<std::uint32_t>& weights) {
  auto n = weights.size();
  auto left = shares_of(weights);
  auto total = std::accumulate(left.begin(), left.end(), parts{0});
  auto column = n > 0 ? total / n : 0;
  std::vector<std::uint32_t> small;
  std::vector<std::uint32_t> large;
  for (std::uint32_t i = 0; i < n; ++i)
    (left[i] < column ? small : large).push_back(i);
  coins_.assign(n, {0, 0});
  while (!small.empty() && !large.empty()) {
    auto poor = small.back();
    auto rich = large.back();
    small.pop_back();
    auto missing = column - left[poor];
    auto threshold = static_cast<long double>(missing) / column * 4294967296.0L;
    coins_[poor]
      = {threshold >= 4294967295.0L ? 0xFFFFFFFFu
                                    : static_cast<std::uint32_t>(threshold),
         rich};
    left[rich] -= missing;
    if (left[rich] < column) {
      large.pop_back();
      small.push_back(rich);
    }
  }
}

} // namespace aegis::mesh
