// In: edits by this node, what peers sent in a sync (by way of the endpoint and
// the peer manager). Out: snapshots to readers, events to subscribers.

#include "actors/topology/topology.hpp"

#include "aegis/error.hpp"
#include "core/mistake.hpp"
#include "mesh/topology_snapshot.hpp"
#include "seal/signed_text.hpp"

#include <caf/actor_cast.hpp>
#include <caf/send.hpp>

#include <algorithm>
#include <utility>

namespace aegis::detail {

namespace {

/// Nodes whose word about others suffices.
std::set<std::string>
sources(const node_settings::topology_settings& settings) {
  return settings.policy == merge_policy::highest_version
           ? settings.topology_source
           : std::set<std::string>{};
}

} // namespace

void topology_state::init(topology_deps x) {
  deps = std::move(x);
  mesh::table_limits limits;
  limits.records_max = deps.settings.records_max;
  limits.tombstones_max = limits.records_max / 2;
  limits.tombstone_ttl = deps.settings.tombstone_ttl;
  signer = std::make_shared<seal::own_signer>(deps.mesh, deps.self.id, deps.key,
                                              deps.settings.record_lifetime);
  gate = std::make_unique<seal::record_gate>(deps.mesh, deps.judge,
                                             sources(deps.settings),
                                             limits.records_max, deps.records);
  table = mesh::topology_table{deps.self.id, limits, rules(), deps.parts};
  book = sync_book{deps.epoch, deps.settings};
  if (auto known = gate->book().add(deps.key->certificate(), 1); !known)
    return self->quit(to_error(known.error()));
  if (auto begun = table.set_self(deps.self, deps.now()); !begun)
    return self->quit(to_error(begun.error()));
  if (auto good = check_own_signature(); !good)
    return self->quit(to_error(good.error()));
  publish();
  renew_at = half_life(deps.now());
  self->set_down_handler(
    [this](const caf::down_msg& down) { on_subscriber_down(down.source); });
  self->delayed_send(self, deps.settings.expiry_interval, expiry_due{});
}

/// Whether others will take what this node signs, once and for all.
outcome<done> topology_state::check_own_signature() const {
  const auto& proof = *table.self()->proof;
  auto* own = gate->book().find(proof.fingerprint());
  if (own && own->key() != nullptr
      && own->key()->verify(
        seal::record_text(deps.mesh, deps.self.id, proof.body()),
        proof.signature()))
    return done{};
  return fault{ec::bad_usage, "node " + deps.self.id
                                + ": its key does not make signatures that its "
                                  "certificate proves"};
}

topology_internal_actor::behavior_type topology_state::make_behavior() {
  return {
    [this](const topology_query&) { return view(); },
    [this](const v1::SyncRequest& x) { return on_sync_request(x); },
    [this](const sync_start& x) { return on_sync_start(x); },
    [this](const sync_answer& x) { return on_sync_answer(x); },
    [this](const v1::TopologyRequest&) { return on_topology_request(); },
    [this](const node_addition& x) { return on_node_addition(x); },
    [this](const node_removal& x) { return on_node_removal(x); },
    [this](const node_update& x) { return on_node_update(x); },
    [this](const service_announcement& x) {
      return on_service_announcement(x);
    },
    [this](const service_withdrawal& x) { return on_service_withdrawal(x); },
    [this](const address_announcement& x) {
      return on_address_announcement(x);
    },
    [this](const departure&) { return on_departure(); },
    [this](const member_accusation& x) { return on_member_accusation(x); },
    [this](const suspicion_notice& x) { return on_suspicion_notice(x); },
    [this](const topology_subscription_request& x) {
      return on_subscription(x);
    },
    [this](const expiry_due&) { on_expiry_due(); },
    [this](const refutation_due&) { on_refutation_due(); },
    [this](const key_change& x) { on_key_change(x); },
    [this](const table_watch& x) { on_table_watch(x); },
    [this](const sync_failure& x) { book.give_up(x.peer_id, deps.now()); },
  };
}

mesh::table_rules topology_state::rules() const {
  mesh::table_rules result;
  result.signer = signer;
  result.judges = sources(deps.settings);
  // In a mesh with a single truth its sources speak for all.
  result.edits_others = result.judges.count(deps.self.id) != 0;
  result.exclusion = deps.settings.exclusion;
  result.refutation_pause = deps.settings.refutation_pause;
  return result;
}

topology_view topology_state::view() const {
  return topology_view{published};
}

topology_state::reply
topology_state::conclude(outcome<mesh::record_changes> x) {
  if (!x)
    return to_error(x.error());
  publish(std::move(*x));
  return view();
}

/// Readers first, then those who are told.
void topology_state::publish(mesh::record_changes changes, bool refuted) {
  if (AEGIS_MISTAKE(tombstones_forgotten_early))
    table.expire(deps.now());
  auto now = table.snapshot();
  auto is_news = now != published;
  if (is_news) {
    published = now;
    deps.snapshots->publish(std::move(now));
  }
  if (!subscribers.empty())
    tell_subscribers(changes);
  if (!watchers.empty() && (is_news || !changes.empty()))
    tell_watchers(std::move(changes), refuted);
}

void topology_state::tell_watchers(mesh::record_changes changes, bool refuted) {
  auto message = caf::make_message(table_news{std::move(changes), refuted});
  for (const auto& watcher : watchers)
    caf::anon_send(watcher, message);
}

void topology_state::tell_subscribers(const mesh::record_changes& changes) {
  for (const auto& change : mesh::events_of(changes)) {
    auto event = caf::make_message(mesh::to_event(change));
    for (const auto& subscriber : subscribers) {
      if (AEGIS_MISTAKE_EACH(1000, subscriber_misses_events))
        continue;
      caf::anon_send(subscriber, event);
    }
  }
}

topology_state::reply
topology_state::on_subscription(const topology_subscription_request& x) {
  if (!x.subscriber)
    return make_error(ec::invalid_argument, "subscriber: null");
  auto known = std::find(subscribers.begin(), subscribers.end(), x.subscriber);
  if (known != subscribers.end())
    return view();
  if (subscribers.size() >= deps.settings.subscribers_max)
    return make_error(ec::overloaded, "topology of " + deps.self.id + ": "
                                        + std::to_string(subscribers.size())
                                        + " subscribers");
  subscribers.push_back(x.subscriber);
  self->monitor(x.subscriber);
  return view();
}

void topology_state::on_subscriber_down(const caf::actor_addr& who) {
  auto is_down = [&](const caf::actor& x) { return x.address() == who; };
  for (auto* all : {&subscribers, &watchers})
    all->erase(std::remove_if(all->begin(), all->end(), is_down), all->end());
}

void topology_state::on_table_watch(const table_watch& x) {
  watchers.push_back(x.watcher);
  self->monitor(x.watcher);
  self->anon_send(x.watcher, table_news{});
}

topology_internal_actor::behavior_type topology(topology_state::pointer self,
                                                topology_deps deps) {
  self->state.init(std::move(deps));
  return self->state.make_behavior();
}

} // namespace aegis::detail
