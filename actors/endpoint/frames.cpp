// In: frames from the endpoint proxies of other nodes, through the transport.
// Out: frames back to them, or a caf::error of the category aegis.

#include "actors/answer.hpp"
#include "actors/endpoint/mesh_endpoint.hpp"
#include "wire/frame_codec.hpp"
#include "wire/health_codec.hpp"
#include "wire/record_codec.hpp"

#include <utility>

namespace aegis::detail {

namespace {

/// Passes a question on and packs what comes back.
template <class Answer, class Pack, class Handle, class Question>
caf::result<frame> ask(mesh_endpoint_state& st, const Handle& whom,
                       Question question, Pack pack) {
  auto promise = st.self->make_response_promise<frame>();
  st.self->request(whom, st.deps.local_timeout, std::move(question))
    .then(
      [promise, pack](const Answer& x) mutable { promise.deliver(pack(x)); },
      [promise](const caf::error& why) mutable {
        promise.deliver(local_failure(why));
      });
  return promise;
}

/// Unpacks a frame and checks whom it claims to be from.
template <class Request>
caf::expected<Request> take(const mesh_endpoint_state& st, const frame& x,
                            const caller& who) {
  auto request = wire::unpack<Request>(x);
  if (!request)
    return to_error(request.error());
  if constexpr (!std::is_same_v<Request, v1::ServiceRequest>)
    if (auto err = st.check_sender(request->sender(), who))
      return err;
  return std::move(*request);
}

template <class Request>
caf::result<frame> dispatch(mesh_endpoint_state& st, const frame& x,
                            const caller& who) {
  auto request = take<Request>(st, x, who);
  if (!request)
    return request.error();
  if constexpr (
    std::is_same_v<
      Request,
      v1::
        SyncRequest> || std::is_same_v<Request, v1::Probe> || std::is_same_v<Request, v1::ProbeHelpRequest>)
    return st.serve(std::move(*request), who);
  else
    return st.serve(*request);
}

} // namespace

caf::result<frame> mesh_endpoint_state::on_frame(const frame& x) {
  auto who = deps.caller_of(self);
  if (!who)
    return who.error();
  switch (x.kind) {
    case frame_kind::ping:
      return dispatch<v1::Ping>(*this, x, *who);
    case frame_kind::health_request:
      return dispatch<v1::HealthRequest>(*this, x, *who);
    case frame_kind::node_info_request:
      return dispatch<v1::NodeInfoRequest>(*this, x, *who);
    case frame_kind::sync_request:
      return dispatch<v1::SyncRequest>(*this, x, *who);
    case frame_kind::topology_request:
      return dispatch<v1::TopologyRequest>(*this, x, *who);
    case frame_kind::services_request:
      return dispatch<v1::ServicesRequest>(*this, x, *who);
    case frame_kind::service_request:
      return dispatch<v1::ServiceRequest>(*this, x, *who);
    case frame_kind::probe:
      return dispatch<v1::Probe>(*this, x, *who);
    case frame_kind::probe_help_request:
      return dispatch<v1::ProbeHelpRequest>(*this, x, *who);
    default:
      return make_error(ec::unsupported, "frame " + to_string(x.kind)
                                           + ": not a request that "
                                           + deps.node_id + " knows");
  }
}

caf::result<frame> mesh_endpoint_state::serve(const v1::Ping& x) {
  return wire::pack(make_pong(x));
}

caf::result<frame> mesh_endpoint_state::serve(const v1::HealthRequest&) {
  return ask<health>(*this, deps.health, health_query{}, [](const health& x) {
    return wire::pack(wire::to_wire(x));
  });
}

caf::result<frame> mesh_endpoint_state::serve(const v1::NodeInfoRequest&) {
  return wire::pack(wire::to_wire(own_record()));
}

caf::result<frame> mesh_endpoint_state::serve(v1::SyncRequest x,
                                              const caller& who) {
  x.set_sender(who.node_id);
  return ask<v1::SyncResponse>(
    *this, deps.topology, std::move(x),
    [](const v1::SyncResponse& response) { return wire::pack(response); });
}

caf::result<frame> mesh_endpoint_state::serve(const v1::TopologyRequest& x) {
  return ask<v1::TopologySnapshot>(
    *this, deps.topology, x,
    [](const v1::TopologySnapshot& table) { return wire::pack(table); });
}

caf::result<frame> mesh_endpoint_state::serve(const v1::ServicesRequest&) {
  return wire::pack(own_services());
}

caf::result<frame> mesh_endpoint_state::serve(const v1::ServiceRequest& x) {
  return ask<local_provider>(
    *this, deps.services, local_provider_query{{x.name(), x.version()}},
    [](const local_provider& found) {
      v1::ServiceReference result;
      result.set_actor(found.guard ? found.guard->id() : 0);
      for (const auto& signature : found.interface)
        result.add_interface(signature);
      return wire::pack(result);
    });
}

} // namespace aegis::detail
