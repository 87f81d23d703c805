#include "actors/services/provider_set.hpp"

#include <algorithm>
#include <utility>

namespace aegis::detail {

using stage = remote_provider::stage;

std::uint32_t weight_of(const node_info& node) {
  constexpr std::uint32_t usual = 100;
  constexpr std::uint32_t most = 1000;
  auto i = node.labels.find("aegis.weight");
  if (i == node.labels.end() || i->second.empty() || i->second.size() > 4)
    return usual;
  std::uint32_t result = 0;
  for (char c : i->second) {
    if (c < '0' || c > '9')
      return usual;
    result = result * 10 + static_cast<std::uint32_t>(c - '0');
  }
  return result <= most ? result : usual;
}

void provider_set::list(const node_info& node, const service_id& service,
                        time_point now) {
  auto [i, added] = nodes_.try_emplace(node.id);
  auto& x = i->second;
  auto renewed = x.incarnation != node.incarnation || x.address != node.address;
  x.incarnation = node.incarnation;
  x.address = node.address;
  x.service = service;
  x.region = node.region;
  x.weight = weight_of(node);
  if (added)
    x.pace = mesh::backoff{timing_.backoff_min, timing_.backoff_max};
  if (x.at == stage::waiting && renewed) {
    x.pace.reset();
    x.due = now;
  }
}

caf::strong_actor_ptr provider_set::unlist(const std::string& node) {
  auto i = nodes_.find(node);
  if (i == nodes_.end())
    return nullptr;
  auto target = std::move(i->second.found.target);
  nodes_.erase(i);
  return target;
}

std::uint64_t provider_set::begin(const std::string& node, time_point now) {
  auto& x = nodes_.at(node);
  x.at = stage::resolving;
  x.since = now;
  x.attempt = ++attempts_;
  return x.attempt;
}

bool provider_set::succeed(const std::string& node, std::uint64_t attempt,
                           resolved_provider found, time_point now) {
  auto i = nodes_.find(node);
  if (i == nodes_.end() || i->second.attempt != attempt
      || i->second.at != stage::resolving)
    return false;
  auto& x = i->second;
  x.at = stage::ready;
  x.since = now;
  x.found = std::move(found);
  return true;
}

bool provider_set::fail(const std::string& node, std::uint64_t attempt,
                        fault why, time_point now) {
  auto i = nodes_.find(node);
  if (i == nodes_.end() || i->second.attempt != attempt
      || i->second.at != stage::resolving)
    return false;
  wait(i->second, std::move(why), now);
  return true;
}

/// The pause counts from the begin of the attempt: one that waited for the peer
/// manager's own pause has waited enough.
void provider_set::wait(remote_provider& x, fault why, time_point now) {
  x.at = stage::waiting;
  x.due
    = std::max(x.since + x.pace.next(random_), now + timing_.backoff_min / 10);
  x.last_error = std::move(why);
}

void provider_set::lose(const std::string& node, const caf::actor_addr& target,
                        fault why, time_point now) {
  auto i = nodes_.find(node);
  if (i == nodes_.end() || i->second.at != stage::ready
      || i->second.found.target->address() != target)
    return;
  auto& x = i->second;
  x.found = {};
  if (now - x.since < timing_.stable_after) {
    x.since = now;
    wait(x, std::move(why), now);
    return;
  }
  x.pace.reset();
  x.at = stage::waiting;
  x.due = now;
  x.last_error = std::move(why);
}

std::vector<std::string> provider_set::due(time_point now) const {
  std::vector<std::string> result;
  for (auto& [node, x] : nodes_)
    if (x.at == stage::waiting && x.due <= now)
      result.push_back(node);
  return result;
}

std::optional<provider_set::time_point> provider_set::next_due() const {
  std::optional<time_point> result;
  for (auto& [node, x] : nodes_)
    if (x.at == stage::waiting && (!result || x.due < *result))
      result = x.due;
  return result;
}

bool provider_set::connecting() const {
  return std::any_of(nodes_.begin(), nodes_.end(), [](auto& kvp) {
    auto& x = kvp.second;
    return x.at == stage::resolving && x.pace.failures() == 0;
  });
}

std::size_t provider_set::ready() const {
  return static_cast<std::size_t>(
    std::count_if(nodes_.begin(), nodes_.end(),
                  [](auto& kvp) { return kvp.second.at == stage::ready; }));
}

std::string provider_set::last_error() const {
  for (auto& [node, x] : nodes_)
    if (x.last_error.code != ec::none && !x.last_error.text.empty())
      return x.last_error.text;
  return {};
}

} // namespace aegis::detail
