// In: the timer, and how much the transport says that connections are used.
// Out: dials of random members where there are too few connections, of members
// that are held to be down now and then; ends of idle ones where there are too
// many.

#include "actors/peers/peer_manager.hpp"
#include "core/mistake.hpp"
#include "mesh/topology_snapshot.hpp"

#include <caf/actor_cast.hpp>
#include <caf/send.hpp>

#include <algorithm>
#include <utility>

namespace aegis::detail {

void peer_manager_state::on_upkeep_due() {
  if (!started)
    return;
  if (self->clock().now() >= seed_lookup_at)
    look_seeds_up();
  if (links.empty() && self->clock().now() >= seeds.retry_at()) {
    dial_seeds(defaults::seeds_at_once);
    seeds.pause(self->clock().now(), random);
  }
  dial_random_members();
  if (plan.too_many(links.size()))
    count_links();
  if (self->clock().now() >= seek_at)
    seek_the_lost();
  schedule_upkeep();
}

void peer_manager_state::schedule_upkeep() {
  // Spread, so that nodes which started together do not dial together.
  auto interval = defaults::upkeep_interval;
  auto spread = random.below(static_cast<std::uint64_t>(interval.count()) + 1);
  for (auto i = AEGIS_MISTAKE(timers_without_end) ? 0 : 1; i < 2; ++i)
    self->delayed_send(self, interval / 2 + std::chrono::milliseconds{spread},
                       upkeep_due{});
}

// -- too few ------------------------------------------------------------------

/// Connections of our own accord that should be there and are not on the way.
std::size_t peer_manager_state::connections_missing() const {
  auto there = links.size();
  auto wanted = deps.settings.peers.connections_min;
  if (there >= wanted)
    return 0;
  for (const auto& [key, entry] : table.entries())
    there += entry.state() == peer_state::dialing ? 1 : 0;
  return wanted > there ? wanted - there : 0;
}

void peer_manager_state::dial_random_members() {
  auto missing = connections_missing();
  if (missing == 0 || self->clock().now() < dial_at)
    return;
  // Longer each time: there may be members that nobody can dial.
  dial_at = self->clock().now() + dial_pause.next(random);
  std::vector<std::string> candidates;
  for (const auto& record : deps.snapshots->read()->members())
    if (!record->local && !record->excluded
        && record->info.status == node_status::alive
        && table.find(record->info.id) == 0)
      candidates.push_back(record->info.id);
  random.shuffle(candidates);
  for (const auto& id : candidates)
    if (missing > 0 && dial_member(id))
      --missing;
}

void peer_manager_state::dial_soon() {
  dial_pause.reset();
  dial_at = {};
}

/// @returns false for this node itself, for peers that the application does not
///          want, and where there is no room.
bool peer_manager_state::dial_member(const std::string& id) {
  if (id == deps.node_id || removed.count(id) != 0
      || address_in_topology(id).empty())
    return false;
  auto key = table.demand(id, "");
  if (!key)
    return false;
  follow(*key, table.find(*key)->wanted());
  return true;
}

// -- too many -----------------------------------------------------------------

void peer_manager_state::count_links() {
  caf::weak_actor_ptr weak{self->ctrl()};
  deps.hub->count_use([weak](std::vector<transport::link_use> uses) {
    if (auto ptr = weak.lock())
      caf::anon_send(caf::actor_cast<peer_manager_internal_actor>(ptr),
                     links_counted{std::move(uses)});
  });
}

void peer_manager_state::on_links_counted(const links_counted& x) {
  auto may_close = [this](const std::string& id) {
    auto entry = table.find(table.find(id));
    return entry && entry->up() && !entry->kept() && frames.count(id) == 0;
  };
  auto now = self->clock().now();
  for (const auto& id : plan.superfluous(x.uses, now, may_close)) {
    auto key = table.find(id);
    fault why{ec::not_connected, "node " + deps.node_id
                                   + " has too many connections, and this one "
                                     "is idle"};
    deps.hub->disconnect(id, why);
    lose_link(id, why);
    table.erase(key);
  }
}

// -- members that may live ----------------------------------------------------

void peer_manager_state::seek_the_lost() {
  auto interval = deps.settings.peers.reconnect_interval;
  auto spread = random.below(static_cast<std::uint64_t>(interval.count()) + 1);
  auto is_first = seek_at == steady_time{};
  seek_at
    = self->clock().now() + interval / 2 + std::chrono::milliseconds{spread};
  if (is_first)
    return;
  dial_seeds(1);
  std::vector<std::string> lost;
  for (const auto& record : deps.snapshots->read()->records())
    if (record->info.status == node_status::down && !record->local
        && links.count(record->info.id) == 0)
      lost.push_back(record->info.id);
  if (!lost.empty())
    dial_member(lost[random.below(lost.size())]);
}

} // namespace aegis::detail
