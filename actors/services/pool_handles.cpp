// In: requests for handles; changes of a service's providers.
// Out: handles to users; lists of reply ports to the handles.

#include "actors/services/service_pool.hpp"

#include "actors/services/call_error.hpp"
#include "aegis/defaults.hpp"
#include "aegis/error.hpp"
#include "log/log.hpp"
#include "mesh/hash.hpp"
#include "mesh/topology_snapshot.hpp"

#include <caf/actor_cast.hpp>
#include <caf/send.hpp>

#include <algorithm>
#include <utility>

namespace aegis::detail {

namespace {

/// What a request is told if a handle has no ports.
fault reason_for(const provider_set& providers, bool here,
                 std::size_t mismatches) {
  auto known = providers.size() + (here ? 1 : 0);
  if (known == 0)
    return {ec::no_providers, "no node provides it"};
  if (mismatches > 0)
    return {ec::interface_mismatch,
            std::to_string(mismatches) + " of " + std::to_string(known)
              + " providers have another messaging interface"};
  auto text = "none of " + std::to_string(known) + " providers can be reached";
  auto last = providers.last_error();
  return {ec::no_providers, last.empty() ? text : text + ": " + last};
}

} // namespace

caf::strong_actor_ptr
service_pool_state::on_service_handle_request(const service_handle_request& x) {
  auto handle = deps.desk->open(x.service, x.options, x.interface);
  on_handles_made();
  return handle;
}

void service_pool_state::on_handles_made() {
  for (auto& weak : deps.desk->take_new()) {
    plain_actor<service_handle> handle{weak.lock()};
    if (!handle)
      continue;
    auto& service = handle->setup().service;
    auto& entry = want(service);
    // Who asks for one handle after the other finds the providers connected.
    entry.keep_until = alarm->now() + defaults::unused_service_ttl;
    entry.handles.push_back({std::move(weak), {}});
    publish(service, entry, entry.handles.back());
  }
}

void service_pool_state::on_handle_end(const handle_end& x) {
  auto i = wanted.find(x.service);
  if (i == wanted.end())
    return;
  auto ended = [](const known_handle& handle) {
    plain_actor<service_handle> ptr{handle.ptr.lock()};
    return !ptr || ptr->ended();
  };
  auto& handles = i->second.handles;
  handles.erase(std::remove_if(handles.begin(), handles.end(), ended),
                handles.end());
  forget_unused();
}

// -- publication -------------------------------------------------------------

void service_pool_state::publish_soon(const service_id& service) {
  auto i = wanted.find(service);
  if (i == wanted.end() || i->second.publication_scheduled)
    return;
  i->second.publication_scheduled = true;
  self->send(self, publication_due{service});
}

void service_pool_state::on_publication_due(const publication_due& x) {
  auto i = wanted.find(x.service);
  if (i != wanted.end())
    publish_if_due(x.service, i->second);
}

void service_pool_state::publish_if_due(const service_id& service,
                                        wanted_service& entry) {
  if (std::exchange(entry.publication_scheduled, false))
    publish(service, entry);
}

void service_pool_state::publish(const service_id& service,
                                 wanted_service& entry) {
  for (auto& handle : entry.handles)
    publish(service, entry, handle);
}

void service_pool_state::publish_all(const std::string& service_name) {
  for (auto& [service, entry] : wanted)
    if (service.name == service_name)
      publish_soon(service);
}

std::string service_pool_state::own_region() const {
  auto record = deps.snapshots->read()->find(deps.node_id);
  return record ? record->info.region : std::string{};
}

namespace {

/// A provider that a list is made of.
struct listed {
  const std::string* node;
  const service_id* service;
  const resolved_provider* found;
  std::uint32_t weight;
  bool near;
};

std::uint64_t hash_of(const std::string& node) {
  return mesh::hasher{}.text(node).result();
}

} // namespace

void service_pool_state::publish(const service_id& service,
                                 wanted_service& entry, known_handle& handle) {
  plain_actor<service_handle> user{handle.ptr.lock()};
  if (!user)
    return;
  std::vector<listed> all;
  auto here = locals->find_ready(service.name, entry.rule);
  resolved_provider own;
  service_id own_service{service.name, {}};
  if (here != nullptr) {
    own = {here->guard.ptr(), here->interface};
    own_service = here->guard->figures().service;
    auto record = deps.snapshots->read()->find(deps.node_id);
    all.push_back({&deps.node_id, &own_service, &own,
                   record ? weight_of(record->info) : 100u, true});
  }
  auto region = own_region();
  for (auto& [node, provider] : entry.providers.nodes())
    if (provider.at == remote_provider::stage::ready)
      all.push_back({&node, &provider.service, &provider.found, provider.weight,
                     !region.empty() && provider.region == region});
  std::stable_partition(all.begin(), all.end(), [](auto& x) { return x.near; });
  entry.ejections->set_providers(all.size());
  std::unordered_map<caf::actor_addr, plain_actor<reply_port>> old;
  for (auto& port : user->ports())
    if (port->alive())
      old.emplace(port->target()->address(), port);
  auto list = std::make_unique<provider_list>();
  std::vector<mesh::candidate_traits> traits;
  std::size_t near_count = 0;
  std::size_t mismatches = 0;
  for (auto& x : all) {
    auto& target = x.found->target;
    auto& wish = user->setup().interface;
    if (!wish.empty() && !self->system().assignable(x.found->interface, wish)) {
      ++mismatches;
      auto& reported = handle.mismatches[*x.node];
      if (std::exchange(reported, target->id()) == target->id())
        continue;
      ++entry.counters->mismatches;
      log().warn("{}: interface_mismatch: a typed handle cannot use it",
                 name_of(*x.service, *x.node));
      continue;
    }
    auto known = old.find(target->address());
    list->ports.push_back(
      known != old.end() ? known->second
                         : make_port(user, *x.service,
                                     state_of(entry, *x.node, target), target));
    traits.push_back({hash_of(*x.node), x.weight});
    near_count += x.near ? 1 : 0;
  }
  auto& options = user->setup().options;
  list->selector
    = {options.policy, options.same_region_first, traits, near_count};
  list->connecting = entry.providers.connecting();
  list->why = reason_for(entry.providers, here != nullptr, mismatches);
  user->publish(std::move(list));
}

std::shared_ptr<provider_state>
service_pool_state::state_of(wanted_service& entry, const std::string& node,
                             const caf::strong_actor_ptr& target) {
  auto& result = entry.states[target->address()];
  if (!result) {
    auto& x = deps.settings.services;
    mesh::circuit_settings settings;
    settings.failures_in_a_row = x.ejection_failures;
    settings.ejection_min = x.ejection_min;
    settings.ejection_max = x.ejection_max;
    settings.return_time = x.ejection_return;
    result = std::make_shared<provider_state>(node, settings, entry.ejections);
    if (entry.states.size() > 2 * (entry.providers.size() + 8))
      for (auto i = entry.states.begin(); i != entry.states.end();)
        i = i->second && i->second.use_count() == 1
                && i->first != target->address()
              ? entry.states.erase(i)
              : std::next(i);
    return entry.states[target->address()];
  }
  return result;
}

plain_actor<reply_port> service_pool_state::make_port(
  const plain_actor<service_handle>& handle, const service_id& service,
  std::shared_ptr<provider_state> state, const caf::strong_actor_ptr& target) {
  auto port
    = reply_port::make(self->system(), {service, target, std::move(state),
                                        handle->shared_setup()});
  if (ports.size() >= ports_prune_at)
    prune_ports();
  ports.push_back(port.weak());
  return port;
}

void service_pool_state::prune_ports() {
  auto expired = [](const caf::weak_actor_ptr& x) { return !x.lock(); };
  ports.erase(std::remove_if(ports.begin(), ports.end(), expired), ports.end());
  ports_prune_at = std::max<std::size_t>(64, 2 * ports.size());
}

} // namespace aegis::detail
