// In: who wants which peer, and the transport's reports of links and attempts.
// Out: dials to the transport, connections to those who wait for them.

#include "actors/peers/peer_manager.hpp"

#include "aegis/error.hpp"
#include "log/log.hpp"
#include "mesh/topology_snapshot.hpp"

#include <caf/actor_cast.hpp>
#include <caf/send.hpp>

#include <utility>

namespace aegis::detail {

namespace {

peer_connection to_connection(const transport::peer_link& link) {
  return {link.node_id, link.endpoint, link.certificate};
}

} // namespace

caf::result<peer_info>
peer_manager_state::on_peer_addition(const peer_addition& x) {
  auto key = table.add(x.peer);
  if (!key)
    return to_error(key.error());
  removed.erase(x.peer.id);
  if (started)
    follow(*key, table.find(*key)->wanted());
  // An attempt that fails at once may end with another entry.
  auto entry = table.find(*key);
  return entry ? describe_peer(*entry) : peer_info{};
}

caf::result<peer_info>
peer_manager_state::on_peer_removal(const peer_removal& x) {
  auto key = table.find(x.id);
  auto entry = table.find(key);
  if (entry == nullptr)
    return unknown_peer(x.id);
  auto result = describe_peer(*entry);
  table.erase(key);
  removed.insert(result.id);
  fault why{ec::not_connected, "peer " + x.id + ": was removed"};
  if (links.count(result.id) != 0) {
    deps.hub->disconnect(result.id, why);
    lose_link(result.id, why);
  }
  answer_waiters(key, to_error(why));
  return result;
}

caf::result<peer_connection>
peer_manager_state::on_connection_request(const connection_request& x) {
  plan.asked_for(x.node_id);
  removed.erase(x.node_id);
  return await_connection(x.node_id, x.address);
}

caf::result<peer_connection>
peer_manager_state::await_connection(const std::string& id,
                                     const std::string& address) {
  auto key = table.find(id);
  if (key == 0) {
    auto known = address_in_topology(id);
    auto made = table.demand(id, known.empty() ? address : "");
    if (!made)
      return to_error(made.error());
    key = *made;
  }
  auto& entry = *table.find(key);
  if (entry.up())
    return to_connection(links.at(entry.id()));
  if (!started) {
    table.dispose(key);
    return make_error(ec::not_connected, "peer " + id + ": node " + deps.node_id
                                           + " does not dial");
  }
  auto& waiting = waiters[key];
  if (waiting.size() >= deps.settings.peers.connection_waiters_max)
    return make_error(ec::overloaded, "peer " + id + ": "
                                        + std::to_string(waiting.size())
                                        + " wait for its connection");
  auto promise = self->make_response_promise<peer_connection>();
  waiting.push_back(promise);
  follow(key, entry.wanted());
  return promise;
}

void peer_manager_state::follow(peer_key key, peer_step step) {
  switch (step) {
    case peer_step::none:
      table.dispose(key);
      break;
    case peer_step::dial:
      dial(key);
      break;
    case peer_step::wait:
      self->scheduled_send(self, table.find(key)->retry_at(), retry_due{key});
      break;
  }
}

void peer_manager_state::dial(peer_key key) {
  auto& entry = *table.find(key);
  auto where = parse_host_port(entry.target(address_in_topology(entry.id())));
  if (!where || where->port == 0)
    return attempt_failed(
      key, {ec::unknown_node, "peer " + entry.id() + ": no address is known"});
  caf::weak_actor_ptr weak{self->ctrl()};
  auto report = [weak, key, attempt = entry.attempt()](auto result) {
    if (auto ptr = weak.lock())
      caf::anon_send(caf::actor_cast<peer_manager_internal_actor>(ptr),
                     dial_result{key, attempt, std::move(result)});
  };
  deps.hub->dial(*where, entry.id(), std::move(report));
}

void peer_manager_state::on_dial_result(const dial_result& x) {
  auto entry = table.find(x.key);
  if (!x.result) {
    if (entry && entry->attempt() == x.attempt)
      attempt_failed(x.key, x.result.error());
    return;
  }
  const auto& link = *x.result;
  if (entry)
    move_waiters(x.key, table.learn(x.key, link.node_id));
  else if (link.dialed && !is_wanted(link.node_id)) // removed meanwhile
    return deps.hub->disconnect(link.node_id,
                                {ec::not_connected, "peer was removed"});
  on_link_up({link});
}

bool peer_manager_state::is_wanted(const std::string& id) {
  auto key = table.find(id);
  auto entry = table.find(key);
  return entry && (entry->kept() || waiters.count(key) != 0);
}

void peer_manager_state::attempt_failed(peer_key key, const fault& why) {
  auto& entry = *table.find(key);
  if (entry.state() != peer_state::dialing)
    return;
  if (why.code == ec::name_mismatch)
    table.forget_id(key);
  if (transport::is_own_end(why)) {
    log().warn("{}: {} is this node itself, it is not dialed again",
               deps.node_id, entry.address());
    answer_waiters(key, to_error(why));
    table.erase(key);
    return;
  }
  plan.went_down(entry.id());
  auto step = entry.dial_failed(why, self->clock().now(), random);
  answer_waiters(key, to_error(why));
  follow(key, step);
}

void peer_manager_state::on_retry_due(const retry_due& x) {
  auto entry = table.find(x.key);
  if (entry == nullptr || !started)
    return;
  // Told to wait, it has another timer for the later time.
  if (auto step = entry->retry_due(self->clock().now());
      step != peer_step::wait)
    follow(x.key, step);
}

void peer_manager_state::on_link_up(const link_up& x) {
  const auto& link = x.link;
  auto key = table.demand(link.node_id, "");
  if (!key)
    return deps.hub->disconnect(link.node_id, key.error());
  auto& entry = *table.find(*key);
  auto known = links.find(link.node_id);
  if (known != links.end() && known->second.endpoint == link.endpoint)
    return answer_waiters(*key, to_connection(link));
  if (known != links.end())
    lose_link(link.node_id,
              {ec::peer_lost, "peer " + link.node_id + ": came back"});
  links.insert_or_assign(link.node_id, link);
  if (auto record = deps.snapshots->read()->find_any(link.node_id))
    lives.insert_or_assign(link.node_id, record->info.joined_at);
  plan.came_up(link.node_id, self->clock().now());
  entry.came_up(self->clock().now(), deps.now());
  dial_soon();
  tell_of_link(link.node_id);
  answer_waiters(*key, to_connection(link));
  // One sync serves both sides; who dialed begins it.
  if (link.dialed)
    sync_with(link.node_id, nullptr);
}

void peer_manager_state::on_link_down(const link_down& x) {
  const auto& id = x.link.node_id;
  auto known = links.find(id);
  if (known == links.end() || known->second.endpoint != x.link.endpoint)
    return;
  drop_link(id, x.why);
  dial_soon();
  tell_of_link(id, x.why);
  auto key = table.find(id);
  if (auto entry = table.find(key))
    follow(key, entry->went_down(x.why, self->clock().now(), random));
}

/// Ends a link of this node's own accord.
void peer_manager_state::lose_link(const std::string& id, const fault& why) {
  drop_link(id, why);
  tell_of_link(id, fault{ec::not_connected, why.text});
}

void peer_manager_state::drop_link(const std::string& id, const fault& why) {
  links.erase(id);
  lives.erase(id);
  doubted.erase(id);
  forget_syncs(id);
  told.erase(id);
  plan.went_down(id);
  frames.fail(id,
              make_error(ec::peer_lost,
                         "peer " + id + ": the connection ended: " + why.text));
}

void peer_manager_state::answer_waiters(
  peer_key key, const caf::expected<peer_connection>& x) {
  auto node = waiters.extract(key);
  if (!node)
    return;
  for (auto& promise : node.mapped())
    if (x)
      promise.deliver(*x);
    else
      promise.deliver(x.error());
}

void peer_manager_state::move_waiters(peer_key from, peer_key to) {
  if (from == to)
    return;
  auto node = waiters.extract(from);
  if (!node)
    return;
  auto& all = waiters[to];
  all.insert(all.end(), node.mapped().begin(), node.mapped().end());
}

std::string
peer_manager_state::address_in_topology(const std::string& id) const {
  // Tombstones as well: who is held to be down may be there after all.
  auto record = deps.snapshots->read()->find_any(id);
  return record ? record->info.address : std::string{};
}

} // namespace aegis::detail
