// In: nodes and where they listen.

#include "simulation/engine/simulated_network.hpp"

#include <utility>

namespace aegis::simulation {

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

} // namespace aegis::simulation
