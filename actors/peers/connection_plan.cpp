#include "actors/peers/connection_plan.hpp"

#include <algorithm>
#include <utility>

namespace aegis::detail {

void connection_plan::came_up(const std::string& id, steady_time now) {
  auto& x = uses_[id];
  x.messages = 0;
  x.idle_since = now;
}

void connection_plan::went_down(const std::string& id) {
  uses_.erase(id);
}

std::vector<std::string> connection_plan::superfluous(
  const std::vector<transport::link_use>& counted, steady_time now,
  const std::function<bool(const std::string&)>& may_close) {
  std::vector<std::pair<steady_time, std::string>> idle;
  for (const auto& x : counted) {
    auto i = uses_.find(x.node_id);
    if (i == uses_.end())
      continue;
    auto& known = i->second;
    if (x.in_flight > 0 || x.messages != known.messages) {
      known.messages = x.messages;
      known.idle_since = now;
    }
    if (!known.asked_for && (!may_close || may_close(x.node_id))
        && now - known.idle_since >= idle_timeout_)
      idle.emplace_back(known.idle_since, x.node_id);
  }
  std::sort(idle.begin(), idle.end());
  auto excess = counted.size() > max_ ? counted.size() - max_ : 0;
  std::vector<std::string> result;
  for (auto& [since, id] : idle)
    if (result.size() < excess)
      result.push_back(std::move(id));
  return result;
}

} // namespace aegis::detail
