// In: what a node asks of its transport. Out: that, to the simulated network.

#include "simulation/engine/simulated_hub.hpp"

#include "simulation/engine/remote_proxy.hpp"
#include "simulation/engine/simulated_network.hpp"

#include <caf/actor_cast.hpp>

#include <algorithm>
#include <utility>

namespace aegis::simulation {

simulated_hub::simulated_hub(setup x) : setup_(std::move(x)) {
  // nop
}

simulated_hub::~simulated_hub() {
  // nop
}

outcome<done> simulated_hub::attach(transport::hub_options options) {
  options_ = std::move(options);
  alive_ = true;
  export_actor(options_.endpoint);
  return done{};
}

void simulated_hub::detach(std::chrono::milliseconds) {
  setup_.network->alone([this] {
    if (alive_)
      setup_.network->leave(*this);
  });
}

outcome<host_port> simulated_hub::listen(const host_port& where) {
  setup_.network->alone(
    [this, where] { setup_.network->listen(*this, to_string(where)); });
  return where;
}

void simulated_hub::stop_listening() {
  setup_.network->alone([this] { setup_.network->stop_listening(*this); });
}

void simulated_hub::dial(host_port where, std::string expected_id,
                         transport::dial_callback done) {
  setup_.network->alone([this, where = to_string(where),
                         expected_id = std::move(expected_id),
                         done = std::move(done)]() mutable {
    setup_.network->dial(*this, std::move(where), std::move(expected_id),
                         std::move(done));
  });
}

void simulated_hub::disconnect(const std::string& node_id, fault why) {
  setup_.network->alone([this, node_id, why = std::move(why)] {
    for (auto& [index, x] : links)
      if ((*x.way)[x.side].link.node_id == node_id) {
        auto there = x; // the entry goes
        setup_.network->close(there.way, there.side, why,
                              why.code != ec::timed_out);
        return;
      }
  });
}

outcome<done> simulated_hub::reload(pki::credentials_ptr) {
  return fault{ec::unsupported, "a simulated node has no files of keys"};
}

// -- actors ---------------------------------------------------------------------

void simulated_hub::export_actor(const caf::strong_actor_ptr& x) {
  if (!x)
    return;
  std::unique_lock guard{mtx_};
  if (exports_.size() >= prune_at_) {
    for (auto i = exports_.begin(); i != exports_.end();)
      i = i->second.lock() ? std::next(i) : exports_.erase(i);
    prune_at_ = std::max<std::size_t>(64, 2 * exports_.size());
  }
  exports_.insert_or_assign(x->id(), caf::actor_cast<caf::weak_actor_ptr>(x));
}

void simulated_hub::unexport_actor(caf::actor_id x) {
  std::unique_lock guard{mtx_};
  exports_.erase(x);
}

caf::strong_actor_ptr simulated_hub::find_exported(caf::actor_id x) const {
  std::unique_lock guard{mtx_};
  auto i = exports_.find(x);
  return i != exports_.end() ? i->second.lock() : nullptr;
}

std::optional<caller>
simulated_hub::identify(const caf::strong_actor_ptr& x) const {
  if (auto* proxy = dynamic_cast<const remote_proxy*>(x->get()))
    return proxy->who();
  if (!alive_)
    return std::nullopt;
  auto result = *setup_.who;
  result.local = true;
  return result;
}

caf::strong_actor_ptr
simulated_hub::remote_actor(const transport::peer_link& link, caf::actor_id x) {
  std::unique_lock guard{mtx_}; // several actors of this node may ask
  for (auto& [index, there] : links)
    if ((*there.way)[there.side].link.basp_id == link.basp_id
        && (*there.way)[there.side].at == connection::stage::up)
      return setup_.network->proxy(there.way, there.side, x, nullptr);
  return nullptr;
}

// -- figures --------------------------------------------------------------------

transport::hub_stats simulated_hub::stats() const {
  transport::hub_stats result;
  for (const auto& [index, x] : links) {
    const auto& end = (*x.way)[x.side];
    result.links += end.at == connection::stage::up ? 1 : 0;
    result.in_flight += end.in_flight;
  }
  return result;
}

void simulated_hub::count_use(
  std::function<void(std::vector<transport::link_use>)> done) {
  std::vector<transport::link_use> result;
  for (const auto& [index, x] : links) {
    const auto& end = (*x.way)[x.side];
    if (end.at == connection::stage::up)
      result.push_back({end.link.node_id, end.in_flight, end.messages});
  }
  done(std::move(result));
}

} // namespace aegis::simulation
