// The part of the simulated network that ends connections, and the lives of
// nodes.
// In: closes, deaths, new lives. Out: reports to hubs; to the other ends, what
// they see of it.

#include "simulation/engine/simulated_network.hpp"

#include "aegis/error.hpp"
#include "simulation/engine/remote_proxy.hpp"

#include <caf/exit_reason.hpp>

#include <optional>
#include <utility>

namespace aegis::simulation {

using namespace std::chrono_literals;

// -- of connections -------------------------------------------------------------

/// An end is over: what it knew of the other one ends with it.
/// @returns the link, if it was up
std::optional<transport::peer_link>
simulated_network::let_go(const connection_ptr& way, int side) {
  auto& end = (*way)[side];
  auto was_up = end.at == connection::stage::up;
  end.at = connection::stage::over;
  end.stalled.clear();
  end.stalled_bytes = 0;
  for (auto& x : std::exchange(end.proxies, {}))
    static_cast<remote_proxy*>(x->get())->kill_proxy(
      nullptr, caf::exit_reason::remote_link_unreachable);
  auto link = std::exchange(end.link, {});
  return was_up ? std::optional{std::move(link)} : std::nullopt;
}

void simulated_network::close(const connection_ptr& way, int side,
                              const fault& why, bool tell) {
  auto& end = (*way)[side];
  if (end.at == connection::stage::over)
    return;
  auto& hub = *end.hub;
  auto peer = (*way)[other(side)].hub->index();
  auto mine = hub.links.find(peer);
  auto was_admitted = mine != hub.links.end() && mine->second.way == way;
  if (was_admitted)
    hub.links.erase(mine);
  auto lost = let_go(way, side);
  if (hub.alive()) {
    if (lost)
      hub.options().on_down(*lost, why);
    if (auto callback = std::exchange(end.callback, nullptr))
      callback(why);
    if (was_admitted)
      call_waiting(hub, peer, why);
  }
  if (silent(hub.index(), peer))
    return;
  auto there = why;
  if (!tell)
    there = {ec::peer_lost, "node '" + hub.node_id() + "': connection reset"};
  else if (why.code != ec::duplicate_id && why.code != ec::shutting_down)
    there = {ec::refused_by_peer,
             "node '" + hub.node_id() + "' refused us: " + why.text};
  auto sent = end.lane.send(scheduler_.agenda().now(), 60,
                            way_between(hub.index(), peer), random_);
  reset_later(way, other(side), sent.arrival - scheduler_.agenda().now(),
              std::move(there));
}

void simulated_network::reset_later(const connection_ptr& way, int side,
                                    duration after, fault why) {
  auto when = scheduler_.agenda().now() + after;
  scheduler_.agenda().plan_call(when, [this, way, side, why = std::move(why)] {
    auto* hub = (*way)[side].hub;
    auto from = (*way)[other(side)].hub->index();
    if ((*way)[side].at == connection::stage::over || !hub->alive()
        || nodes_[from].host_down || cuts_.stops(from, hub->index()))
      return;
    at_node(hub->index(), [this, way, side, why] {
      if ((*way)[side].hub->alive())
        close(way, side, why, false);
    });
  });
}

// -- of nodes -------------------------------------------------------------------

void simulated_network::begin_life(node_index x, simulated_hub& hub) {
  auto& node = nodes_[x];
  node.hub = &hub;
  node.host_down = false;
  // What the host is asked about connections of an earlier life, it resets.
  for (auto& peer : nodes_)
    if (peer.hub != nullptr && peer.hub != &hub)
      if (auto i = peer.hub->links.find(x); i != peer.hub->links.end())
        if (auto& there = i->second;
            (*there.way)[other(there.side)].hub != &hub)
          reset_later(there.way, there.side, 2s,
                      {ec::peer_lost, "connection reset"});
}

/// The node says goodbye to its peers and ends.
void simulated_network::leave(simulated_hub& hub) {
  stop_listening(hub);
  auto links = hub.links;
  for (auto& [peer, x] : links)
    close(x.way, x.side,
          {ec::shutting_down, "node '" + hub.node_id() + "' leaves the mesh"},
          true);
  hub.cut_off();
}

void simulated_network::kill_process(node_index x) {
  end_of_life(x, true);
}

void simulated_network::kill_host(node_index x) {
  nodes_[x].host_down = true;
  silence_changed();
  end_of_life(x, false);
}

void simulated_network::end_of_life(node_index x, bool tell) {
  auto& node = nodes_[x];
  if (node.hub == nullptr)
    return;
  auto& hub = *node.hub;
  auto address = node.address;
  stop_listening(hub);
  // The address of a host that is down leads to silence, not to a refusal.
  if (!tell && !address.empty()) {
    listening_[address] = x;
    node.address = address;
  }
  hub.cut_off();
  hub.waiting.clear();
  node.inbox.clear();
  node.frozen = false;
  for (auto& [peer, there] : std::exchange(hub.links, {})) {
    auto& end = (*there.way)[there.side];
    end.callback = nullptr;
    let_go(there.way, there.side);
    if (!tell)
      continue;
    auto sent = end.lane.send(scheduler_.agenda().now(), 60,
                              way_between(x, peer), random_);
    if (!silent(x, peer))
      reset_later(
        there.way, other(there.side), sent.arrival - scheduler_.agenda().now(),
        {ec::peer_lost, "node '" + hub.node_id() + "': connection reset"});
  }
}

void simulated_network::reset_connections(node_index x) {
  auto& node = nodes_[x];
  if (node.hub == nullptr)
    return;
  auto links = node.hub->links;
  for (auto& [peer, there] : links)
    close(there.way, there.side, {ec::peer_lost, "connection reset"}, false);
}

} // namespace aegis::simulation
