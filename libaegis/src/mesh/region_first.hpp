#pragma once

#include "mesh/candidates.hpp"

#include <utility>

namespace aegis::mesh {

/// Lets another selector choose among the candidates of this node's own region,
/// which come first in the list, and among all of them only if none of those is
/// usable.
///
/// Adds no state: as thread-safe as what it wraps.
template <class Selector>
class region_first {
public:
  /// @param near  chooses among the first `near_count` candidates
  /// @param all   chooses among all
  region_first(Selector near, Selector all, std::size_t near_count)
    : near_(std::move(near)), all_(std::move(all)), near_count_(near_count) {}

  /// @param xs  the candidates; the rest is passed on to the selector
  template <class Candidates, class... Args>
  std::optional<std::size_t> pick(const Candidates& xs, Args&&... args) const {
    if (near_count_ > 0) {
      first_candidates<Candidates> near{xs, near_count_};
      if (auto result = near_.pick(near, args...))
        return result;
    }
    return near_count_ < xs.size() ? all_.pick(xs, args...) : std::nullopt;
  }

private:
  Selector near_;
  Selector all_;
  std::size_t near_count_;
};

} // namespace aegis::mesh
