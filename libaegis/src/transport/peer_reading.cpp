#include "transport/peer_reading.hpp"

#include "transport/link.hpp"

#include <algorithm>

namespace aegis::transport {

namespace {

thread_local peer_reading* in_this_thread = nullptr;

} // namespace

peer_reading::peer_reading(caf::proxy_registry& proxies,
                           const caf::node_id& self, const caf::node_id& from,
                           link& by)
  : proxies_(proxies), self_(self), from_(from), by_(by) {
  in_this_thread = this;
  // Counting takes a lock, and only what the registry forgets makes new room.
  auto& room = by.proxies_room();
  if (room < proxies_max / 2)
    room = proxies_max - std::min(proxies_max, proxies_.count_proxies(from));
}

peer_reading::~peer_reading() {
  in_this_thread = nullptr;
  for (auto& [node, actor] : left_empty_)
    if (proxies_.get(node, actor) == nullptr)
      proxies_.erase(node, actor);
}

peer_reading* peer_reading::current() {
  return in_this_thread;
}

bool peer_reading::admits(const caf::node_id& node, caf::actor_id actor) {
  if (node == from_)
    return true;
  if (node == self_)
    return by_.may_name(actor);
  return proxies_.get(node, actor) == nullptr;
}

bool peer_reading::makes(const caf::node_id& node, caf::actor_id actor) {
  if (node != from_) {
    if (left_empty_.size() >= proxies_max)
      throw too_many_actors{};
    left_empty_.emplace_back(node, actor);
    return false;
  }
  auto& room = by_.proxies_room();
  if (room == 0)
    throw too_many_actors{};
  --room;
  return true;
}

} // namespace aegis::transport
