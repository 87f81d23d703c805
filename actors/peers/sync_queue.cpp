#include "actors/peers/sync_queue.hpp"

#include <algorithm>
#include <utility>

namespace aegis::detail {

bool sync_queue::add(const std::string& peer, sync_callback done) {
  auto [i, begins] = by_peer_.try_emplace(peer);
  auto& callers = begins ? i->second.current : i->second.waiting;
  callers.push_back(std::move(done));
  return begins;
}

bool sync_queue::has_callers(const std::string& peer) const {
  auto i = by_peer_.find(peer);
  if (i == by_peer_.end())
    return false;
  auto is_there = [](const sync_callback& x) { return bool{x}; };
  const auto& current = i->second.current;
  return std::any_of(current.begin(), current.end(), is_there);
}

std::vector<sync_callback> sync_queue::finish(const std::string& peer) {
  auto i = by_peer_.find(peer);
  if (i == by_peer_.end())
    return {};
  return std::exchange(i->second.current, {});
}

bool sync_queue::next(const std::string& peer) {
  auto i = by_peer_.find(peer);
  if (i == by_peer_.end())
    return false;
  i->second.current = std::exchange(i->second.waiting, {});
  if (!i->second.current.empty())
    return true;
  by_peer_.erase(i);
  return false;
}

std::vector<sync_callback> sync_queue::take_all() {
  std::vector<sync_callback> result;
  for (auto& [peer, x] : std::exchange(by_peer_, {}))
    for (auto* callers : {&x.current, &x.waiting})
      result.insert(result.end(), callers->begin(), callers->end());
  return result;
}

} // namespace aegis::detail
