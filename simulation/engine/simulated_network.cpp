// In: lives and deaths of nodes, conditions of the network. Out: those, to the
// connections.

#include "simulation/engine/simulated_network.hpp"

#include "aegis/error.hpp"
#include "simulation/engine/remote_proxy.hpp"

#include <utility>

namespace aegis::simulation {

using namespace std::chrono_literals;

simulated_network::simulated_network(caf::actor_system& sys, scheduler& sched,
                                     network_options options,
                                     std::uint64_t seed)
  : sys_(sys), scheduler_(sched), options_(options), random_(seed) {
  // nop
}

node_index simulated_network::add_node(std::string region) {
  nodes_.emplace_back();
  nodes_.back().region = std::move(region);
  return static_cast<node_index>(nodes_.size() - 1);
}

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

// -- ends of nodes --------------------------------------------------------------

void simulated_network::listen(simulated_hub& hub, const std::string& address) {
  stop_listening(hub);
  nodes_[hub.index()].address = address;
  listening_[address] = hub.index();
}

void simulated_network::stop_listening(simulated_hub& hub) {
  auto& address = nodes_[hub.index()].address;
  auto i = listening_.find(address);
  if (i != listening_.end() && i->second == hub.index())
    listening_.erase(i);
  address.clear();
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
    end.at = connection::stage::over;
    end.stalled.clear();
    end.callback = nullptr;
    for (auto& y : std::exchange(end.proxies, {}))
      static_cast<remote_proxy*>(y->get())->kill_proxy(
        nullptr, caf::exit_reason::remote_link_unreachable);
    end.link = {};
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

// -- conditions -----------------------------------------------------------------

cuts::number simulated_network::cut(node_set from, node_set to, bool both) {
  auto result = cuts_.add(std::move(from), std::move(to), both);
  silence_changed();
  return result;
}

void simulated_network::heal(cuts::number x) {
  cuts_.remove(x);
  silence_changed();
}

void simulated_network::heal_all() {
  cuts_.clear();
  silence_changed();
}

void simulated_network::freeze(node_index x) {
  if (std::exchange(nodes_[x].frozen, true))
    return;
  scheduler_.freeze(domain_of(x), true);
  silence_changed();
}

void simulated_network::thaw(node_index x) {
  if (!std::exchange(nodes_[x].frozen, false))
    return;
  silence_changed();
  scheduler_.freeze(domain_of(x), false);
  auto waiting = std::exchange(nodes_[x].inbox, {});
  scheduler::in scope{scheduler_, domain_of(x)};
  for (auto& f : waiting)
    f();
}

} // namespace aegis::simulation
