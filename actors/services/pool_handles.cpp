// In: requests for handles; changes of a service's providers.
// Out: handles to users; lists of reply ports to the handles.

#include "actors/services/service_pool.hpp"

#include "actors/services/call_error.hpp"
#include "aegis/defaults.hpp"
#include "aegis/error.hpp"
#include "log/log.hpp"

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
  if (i == wanted.end())
    return;
  i->second.publication_scheduled = false;
  publish(x.service, i->second);
}

void service_pool_state::publish(const service_id& service,
                                 wanted_service& entry) {
  for (auto& handle : entry.handles)
    publish(service, entry, handle);
}

void service_pool_state::publish(const service_id& service,
                                 wanted_service& entry, known_handle& handle) {
  plain_actor<service_handle> user{handle.ptr.lock()};
  if (!user)
    return;
  std::unordered_map<caf::actor_addr, plain_actor<reply_port>> old;
  for (auto& port : user->ports())
    if (port->alive())
      old.emplace(port->target()->address(), port);
  auto list = std::make_unique<provider_list>();
  std::size_t mismatches = 0;
  auto add = [&](const std::string& node, const resolved_provider& found) {
    auto& wish = user->setup().interface;
    if (!wish.empty() && !self->system().assignable(found.interface, wish)) {
      ++mismatches;
      auto& reported = handle.mismatches[node];
      if (std::exchange(reported, found.target->id()) == found.target->id())
        return;
      ++entry.counters->mismatches;
      log().warn("{}: interface_mismatch: a typed handle cannot use it",
                 name_of(service, node));
      return;
    }
    auto known = old.find(found.target->address());
    list->ports.push_back(known != old.end()
                            ? known->second
                            : make_port(user->setup(), node, found.target));
  };
  auto here = locals->find(service);
  if (here != nullptr)
    add(deps.node_id, {here->guard.ptr(), here->interface});
  for (auto& [node, provider] : entry.providers.nodes())
    if (provider.at == remote_provider::stage::ready)
      add(node, provider.found);
  list->connecting = entry.providers.connecting();
  list->why = reason_for(entry.providers, here != nullptr, mismatches);
  user->publish(std::move(list));
}

plain_actor<reply_port>
service_pool_state::make_port(const handle_setup& handle,
                              const std::string& node,
                              const caf::strong_actor_ptr& target) {
  auto port = reply_port::make(
    self->system(), {handle.service, node, target, handle.options.deadline,
                     handle.options.in_flight_max, alarm, handle.counters});
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
