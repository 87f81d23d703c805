// In: a service and a node from the service pool; connections from the peer
// manager; service frames from the endpoint there.
// Out: questions to both; a proxy of the service's guard to the pool.

#include "actors/services/resolver.hpp"

#include "actors/answer.hpp"
#include "actors/services/call_error.hpp"
#include "aegis/error.hpp"
#include "wire/frame_codec.hpp"

#include <utility>

namespace aegis::detail {

namespace {

/// What the hub needs to make a proxy.
transport::peer_link to_link(const peer_connection& x) {
  transport::peer_link result;
  result.node_id = x.node_id;
  result.basp_id = x.endpoint->node();
  result.certificate = x.certificate;
  result.endpoint = x.endpoint;
  return result;
}

} // namespace

void resolver::resolve(const service_id& service, const std::string& node,
                       const std::string& address, callback done) {
  setup_.self
    ->request(setup_.peers, caf::infinite, connection_request{node, address})
    .then([this, service,
           done](const peer_connection& peer) { ask(service, peer, done); },
          [done](const caf::error& why) { done(local_failure(why)); });
}

void resolver::ask(const service_id& service, const peer_connection& peer,
                   callback done) {
  auto endpoint = peer.endpoint.address();
  auto which = ++last_;
  auto& asked = open_[endpoint];
  if (asked.empty())
    setup_.self->monitor(peer.endpoint);
  asked.emplace(which, std::move(done));
  v1::ServiceRequest question;
  question.set_name(service.name);
  question.set_version(service.version);
  setup_.self
    ->request(peer.endpoint, setup_.answer_timeout, wire::pack(question))
    .then(
      [=](const frame& x) { close(endpoint, which, read(service, peer, x)); },
      [=, node = peer.node_id](const caf::error& why) {
        close(endpoint, which, peer_failure(node, why));
      });
}

caf::expected<resolved_provider> resolver::read(const service_id& service,
                                                const peer_connection& peer,
                                                const frame& answer) const {
  auto reference = wire::unpack<v1::ServiceReference>(answer);
  if (!reference)
    return make_error(reference.error().code, name_of(service, peer.node_id)
                                                + ": "
                                                + reference.error().text);
  resolved_provider result;
  result.target = setup_.hub->remote_actor(to_link(peer), reference->actor());
  if (!result.target)
    return make_error(ec::peer_lost, name_of(service, peer.node_id)
                                       + ": the connection ended");
  result.interface.insert(reference->interface().begin(),
                          reference->interface().end());
  return result;
}

void resolver::close(const caf::actor_addr& endpoint, std::uint64_t which,
                     caf::expected<resolved_provider> result) {
  auto i = open_.find(endpoint);
  if (i == open_.end())
    return;
  auto question = i->second.extract(which);
  if (i->second.empty()) {
    setup_.self->demonitor(endpoint);
    open_.erase(i);
  }
  if (question)
    question.mapped()(std::move(result));
}

void resolver::on_down(const caf::actor_addr& x) {
  auto lost = open_.extract(x);
  if (!lost)
    return;
  for (auto& [which, done] : lost.mapped())
    done(make_error(ec::peer_lost, "the connection ended while a provider was "
                                   "looked up"));
}

} // namespace aegis::detail
