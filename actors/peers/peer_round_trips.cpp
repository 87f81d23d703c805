// In: requests for a round trip to a connected peer. Out: a frame to the peer's
// endpoint through its proxy, and the answer to who asked.

#include "actors/answer.hpp"
#include "actors/peers/peer_manager.hpp"
#include "mesh/record.hpp"
#include "wire/frame_codec.hpp"
#include "wire/health_codec.hpp"
#include "wire/record_codec.hpp"

#include <utility>

namespace aegis::detail {

namespace {

/// Hands an answer on as `Result`, or the error.
template <class Message, class Result, class Convert>
frame_callback deliver(caf::typed_response_promise<Result> promise,
                       Convert convert) {
  return [promise, convert](caf::expected<frame> x) mutable {
    if (!x) {
      promise.deliver(std::move(x.error()));
      return;
    }
    auto message = wire::unpack<Message>(*x);
    if (!message) {
      promise.deliver(to_error(message.error()));
      return;
    }
    outcome<Result> result = convert(*message);
    if (result)
      promise.deliver(std::move(*result));
    else
      promise.deliver(to_error(result.error()));
  };
}

} // namespace

void peer_manager_state::ask(const std::string& peer, frame request,
                             std::chrono::milliseconds timeout,
                             frame_callback done) {
  auto link = links.find(peer);
  if (link == links.end())
    return done(
      table.find(peer) == 0
        ? unknown_peer(peer)
        : make_error(ec::not_connected, "peer " + peer + ": is not connected"));
  auto ticket = frames.open(peer, done);
  if (!ticket)
    return done(to_error(ticket.error()));
  self->request(link->second.endpoint, timeout, std::move(request))
    .then([this, peer, id = *ticket](
            frame& answer) { frames.close(peer, id, std::move(answer)); },
          [this, peer, id = *ticket](const caf::error& why) {
            frames.close(peer, id, peer_failure(peer, why));
          });
}

caf::result<ping_result> peer_manager_state::on_ping(const ping_request& x) {
  auto promise = self->make_response_promise<ping_result>();
  v1::Ping ping;
  ping.set_sender(deps.node_id);
  ping.set_timestamp_ms(deps.now().time_since_epoch().count());
  auto begin = self->clock().now();
  auto measure = [this, begin](const v1::Pong&) -> outcome<ping_result> {
    return ping_result{self->clock().now() - begin};
  };
  ask(x.node_id, wire::pack(ping), deps.settings.peers.ping_timeout,
      deliver<v1::Pong>(promise, measure));
  return promise;
}

caf::result<health>
peer_manager_state::on_peer_health(const peer_health_request& x) {
  auto promise = self->make_response_promise<health>();
  v1::HealthRequest request;
  request.set_sender(deps.node_id);
  auto convert = [](const v1::Health& answer) -> outcome<health> {
    return wire::from_wire(answer);
  };
  ask(x.node_id, wire::pack(request), deps.settings.peers.ping_timeout,
      deliver<v1::Health>(promise, convert));
  return promise;
}

caf::result<node_info>
peer_manager_state::on_peer_node_info(const peer_node_info_request& x) {
  auto promise = self->make_response_promise<node_info>();
  v1::NodeInfoRequest request;
  request.set_sender(deps.node_id);
  auto convert
    = [id = x.node_id](const v1::NodeRecord& answer) -> outcome<node_info> {
    auto result = wire::from_wire(answer);
    if (result && result->id != id)
      return fault{ec::not_authorized, "peer " + id
                                         + ": answered with the record of "
                                         + result->id};
    return result;
  };
  ask(x.node_id, wire::pack(request), deps.settings.peers.ping_timeout,
      deliver<v1::NodeRecord>(promise, convert));
  return promise;
}

caf::result<node_list>
peer_manager_state::on_peer_topology(const peer_topology_request& x) {
  auto promise = self->make_response_promise<node_list>();
  v1::TopologyRequest request;
  request.set_sender(deps.node_id);
  auto convert = [](const v1::TopologySnapshot& answer) -> outcome<node_list> {
    auto records = wire::from_wire(answer.records(), defaults::records_max);
    if (!records)
      return std::move(records).error();
    node_list result;
    for (auto& record : *records)
      if (mesh::is_member(record))
        result.nodes.push_back(std::move(record));
    return result;
  };
  ask(x.node_id, wire::pack(request), deps.settings.peers.sync_timeout,
      deliver<v1::TopologySnapshot>(promise, convert));
  return promise;
}

caf::result<service_list>
peer_manager_state::on_peer_services(const peer_services_request& x) {
  auto promise = self->make_response_promise<service_list>();
  v1::ServicesRequest request;
  request.set_sender(deps.node_id);
  auto convert
    = [id = x.node_id](const v1::ServiceList& answer) -> outcome<service_list> {
    service_list result;
    for (const auto& service : answer.services()) {
      result.services.push_back({service.name(), service.version()});
      if (auto ok = check(result.services.back()); !ok)
        return fault{ec::malformed_message,
                     "peer " + id + ": services: " + ok.error().text};
    }
    return result;
  };
  ask(x.node_id, wire::pack(request), deps.settings.peers.ping_timeout,
      deliver<v1::ServiceList>(promise, convert));
  return promise;
}

} // namespace aegis::detail
