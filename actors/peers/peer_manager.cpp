// In: the node's start and end, and changes of the topology. Out: dials to the
// transport, syncs to the topology actor and to the endpoints of peers.

#include "actors/peers/peer_manager.hpp"

#include "aegis/error.hpp"

#include <caf/actor_cast.hpp>
#include <caf/send.hpp>

#include <algorithm>
#include <utility>

namespace aegis::detail {

namespace {

/// The longest pause before a busy peer is tried again.
constexpr int sync_retry_pushes = 10;

/// True if a member has joined or says something else than before.
bool says_more(const mesh::record_change& x) {
  if (!x.after || !mesh::is_member(x.after->info))
    return false;
  if (!x.before || !mesh::is_member(x.before->info))
    return true;
  return x.before->content_hash != x.after->content_hash
         || x.before->info.status > x.after->info.status;
}

} // namespace

peer_manager_state::~peer_manager_state() {
  auto why = make_error(ec::shutting_down, "this node is shutting down");
  // Before the frames, whose failure would begin the syncs that wait.
  for (auto& done : syncs.take_all())
    if (done)
      done(why);
  frames.fail_all(why);
  for (auto& [key, promises] : std::exchange(waiters, {}))
    for (auto& promise : promises)
      promise.deliver(why);
  for (auto& [number, promise] : std::exchange(questions, {}))
    promise.deliver(why);
}

void peer_manager_state::init(peer_manager_deps x) {
  deps = std::move(x);
  const auto& limits = deps.settings.peers;
  random = mesh::random_source{deps.seed};
  table = peer_table{
    deps.node_id, limits.peers_max,
    peer_pace{limits.backoff_min, limits.backoff_max, limits.stable_after}};
  frames = open_frames{limits.open_frames_max};
  dial_pause
    = mesh::backoff{defaults::upkeep_interval,
                    std::max(limits.backoff_max, defaults::upkeep_interval)};
  auto push_delay = deps.settings.topology.push_delay;
  catch_up_pause = mesh::backoff{push_delay, sync_retry_pushes * push_delay};
  plan = connection_plan{limits.connections_max, limits.idle_timeout};
  auto me = caf::actor_cast<caf::actor>(self);
  caf::anon_send(deps.topology, table_watch{me});
}

peer_manager_internal_actor::behavior_type peer_manager_state::make_behavior() {
  return {
    [this](const peer_addition& x) { return on_peer_addition(x); },
    [this](const peer_removal& x) { return on_peer_removal(x); },
    [this](const peer_query& x) { return on_peer_query(x); },
    [this](const peers_query& x) { return on_peers_query(x); },
    [this](const connection_request& x) { return on_connection_request(x); },
    [this](const ping_request& x) { return on_ping(x); },
    [this](const peer_health_request& x) { return on_peer_health(x); },
    [this](const peer_node_info_request& x) { return on_peer_node_info(x); },
    [this](const peer_topology_request& x) { return on_peer_topology(x); },
    [this](const peer_services_request& x) { return on_peer_services(x); },
    [this](const peer_sync_request& x) { return on_peer_sync(x); },
    [this](const dialing_start&) { on_dialing_start(); },
    [this](const dialing_stop&) { on_dialing_stop(); },
    [this](const link_up& x) { on_link_up(x); },
    [this](const link_down& x) { on_link_down(x); },
    [this](const dial_result& x) { on_dial_result(x); },
    [this](const retry_due& x) { on_retry_due(x); },
    [this](const sync_due&) { on_sync_due(); },
    [this](const push_due&) { on_push_due(); },
    [this](const sync_retry& x) { on_sync_retry(x); },
    [this](const catch_up_due&) { on_catch_up_due(); },
    [this](const table_news& x) { on_table_news(x); },
    [this](const member_question& x) { return on_member_question(x); },
    [this](const short_dial& x) { return on_short_dial(x); },
    [this](const link_watch& x) { on_link_watch(x); },
    [this](const rival_seen& x) { on_rival_seen(x); },
    [this](const upkeep_due&) { on_upkeep_due(); },
    [this](const links_counted& x) { on_links_counted(x); },
    [this](const seed_list& x) { on_seed_list(x); },
    [this](const seed_result& x) { on_seed_result(x); },
  };
}

void peer_manager_state::on_dialing_start() {
  if (std::exchange(started, true))
    return;
  std::vector<peer_key> kept;
  for (const auto& [key, entry] : table.entries())
    if (entry.kept())
      kept.push_back(key);
  for (auto key : kept)
    follow(key, table.find(key)->wanted());
  schedule_sync();
  watch_seed_sources();
  on_upkeep_due();
}

void peer_manager_state::on_dialing_stop() {
  started = false;
  auto why = make_error(ec::shutting_down,
                        "node " + deps.node_id + " is shutting down");
  std::vector<peer_key> waiting;
  for (const auto& [key, promises] : waiters)
    waiting.push_back(key);
  for (auto key : waiting)
    answer_waiters(key, why);
}

void peer_manager_state::on_table_news(const table_news& x) {
  auto missing = started ? connections_missing() : 0;
  for (const auto& change : x.changes) {
    doubt_link(change);
    if (started && says_more(change) && greet(change.after->info, missing > 0))
      --missing;
  }
  told.clear();
  push_soon(); // accusations, too, of which no change tells
}

/// @returns true if the member is dialed because connections are missing.
bool peer_manager_state::greet(const node_info& member, bool is_missing) {
  auto key = table.find(member.id);
  if (auto entry = table.find(key)) {
    follow(key, entry->hurry());
    return false;
  }
  return is_missing && dial_member(member.id);
}

peer_manager_internal_actor::behavior_type
peer_manager(peer_manager_state::pointer self, peer_manager_deps deps) {
  self->state.init(std::move(deps));
  return self->state.make_behavior();
}

} // namespace aegis::detail
