// In: typed requests of this process's actors (frames of peers are in
// frames.cpp). Out: answers from the topology snapshot or the actor that knows.

#include "actors/endpoint/mesh_endpoint.hpp"

#include "actors/answer.hpp"
#include "mesh/topology_snapshot.hpp"
#include "wire/health_codec.hpp"
#include "wire/record_codec.hpp"

#include <algorithm>
#include <utility>

namespace aegis::detail {

mesh_endpoint_actor::behavior_type mesh_endpoint_state::make_behavior() {
  return {
    [this](const frame& x) { return on_frame(x); },
    [this](const v1::Ping& x) { return on_ping(x); },
    [this](const v1::HealthRequest& x) { return on_health_request(x); },
    [this](const v1::NodeInfoRequest& x) { return on_node_info_request(x); },
    [this](const v1::TopologyRequest& x) { return on_topology_request(x); },
    [this](const v1::ServicesRequest& x) { return on_services_request(x); },
  };
}

caf::result<v1::Pong> mesh_endpoint_state::on_ping(const v1::Ping& x) {
  if (auto err = check_local_sender(x.sender()))
    return err;
  return make_pong(x);
}

caf::result<v1::Health>
mesh_endpoint_state::on_health_request(const v1::HealthRequest& x) {
  if (auto err = check_local_sender(x.sender()))
    return err;
  auto promise = self->make_response_promise<v1::Health>();
  self->request(deps.health, deps.local_timeout, health_query{})
    .then(
      [promise](const health& h) mutable { promise.deliver(wire::to_wire(h)); },
      [promise](const caf::error& why) mutable {
        promise.deliver(local_failure(why));
      });
  return promise;
}

caf::result<v1::NodeRecord>
mesh_endpoint_state::on_node_info_request(const v1::NodeInfoRequest& x) {
  if (auto err = check_local_sender(x.sender()))
    return err;
  return wire::to_wire(own_record());
}

caf::result<v1::TopologySnapshot>
mesh_endpoint_state::on_topology_request(const v1::TopologyRequest& x) {
  if (auto err = check_local_sender(x.sender()))
    return err;
  return self->delegate(deps.topology, x);
}

caf::result<v1::ServiceList>
mesh_endpoint_state::on_services_request(const v1::ServicesRequest& x) {
  if (auto err = check_local_sender(x.sender()))
    return err;
  return own_services();
}

v1::Pong mesh_endpoint_state::make_pong(const v1::Ping& x) const {
  v1::Pong result;
  result.set_node_id(deps.node_id);
  result.set_timestamp_ms(deps.now().time_since_epoch().count());
  result.set_echo_ms(x.timestamp_ms());
  result.set_incarnation(own_record().incarnation);
  return result;
}

node_info mesh_endpoint_state::own_record() const {
  // A node that has left knows itself only as a tombstone.
  auto record = deps.snapshots->read()->find_any(deps.node_id);
  return record ? record->info : node_info{};
}

v1::ServiceList mesh_endpoint_state::own_services() const {
  auto services = own_record().services;
  std::sort(services.begin(), services.end());
  v1::ServiceList result;
  for (const auto& service : services) {
    auto& out = *result.add_services();
    out.set_name(service.name);
    out.set_version(service.version);
  }
  return result;
}

caf::error mesh_endpoint_state::check_sender(const std::string& sender,
                                             const caller& who) const {
  if (sender.empty() || sender == who.node_id)
    return caf::none;
  return make_error(ec::not_authorized, "sender " + sender
                                          + ": the connection is node "
                                          + who.node_id + "'s");
}

caf::error
mesh_endpoint_state::check_local_sender(const std::string& sender) const {
  auto who = deps.caller_of(self);
  if (who)
    return check_sender(sender, *who);
  return caf::none; // an anonymous message of this process
}

mesh_endpoint_actor::behavior_type
mesh_endpoint(mesh_endpoint_state::pointer self, mesh_endpoint_deps deps) {
  self->state.deps = std::move(deps);
  return self->state.make_behavior();
}

} // namespace aegis::detail
