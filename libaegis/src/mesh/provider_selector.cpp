#include "mesh/provider_selector.hpp"

#include <algorithm>

namespace aegis::mesh {

namespace {

std::vector<std::uint32_t> weights_of(const std::vector<candidate_traits>& xs,
                                      std::size_t count) {
  std::vector<std::uint32_t> result;
  for (std::size_t i = 0; i < count; ++i)
    result.push_back(xs[i].weight);
  return result;
}

std::vector<std::uint64_t> ids_of(const std::vector<candidate_traits>& xs,
                                  std::size_t count) {
  std::vector<std::uint64_t> result;
  for (std::size_t i = 0; i < count; ++i)
    result.push_back(xs[i].id);
  return result;
}

} // namespace

provider_selector::provider_selector(
  pick_policy policy, bool same_region_first,
  const std::vector<candidate_traits>& candidates, std::size_t near_count)
  : choice_(
    make(policy, candidates,
         same_region_first ? std::min(near_count, candidates.size()) : 0)) {
  // nop
}

provider_selector::choice
provider_selector::make(pick_policy policy,
                        const std::vector<candidate_traits>& candidates,
                        std::size_t near_count) {
  auto all = candidates.size();
  switch (policy) {
    case pick_policy::random:
      return near_first<random_choice>{{}, {}, near_count};
    case pick_policy::least_outstanding:
      return near_first<least_outstanding>{{}, {}, near_count};
    case pick_policy::peak_ewma:
      return near_first<peak_ewma>{{}, {}, near_count};
    case pick_policy::weighted:
      return near_first<weighted_choice>{
        weighted_choice{weights_of(candidates, near_count)},
        weighted_choice{weights_of(candidates, all)}, near_count};
    case pick_policy::consistent_hash:
      return near_first<consistent_hash>{
        consistent_hash{ids_of(candidates, near_count)},
        consistent_hash{ids_of(candidates, all)}, near_count};
    case pick_policy::round_robin:
      break;
  }
  return near_first<in_turn>{{}, {}, near_count};
}

} // namespace aegis::mesh
