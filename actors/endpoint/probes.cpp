// In: probes of peers, and their requests to probe others for them. Out: answers
// at once; a probe to the third node by way of the peer manager; to the topology
// actor what the peer holds against this node.

#include "actors/endpoint/mesh_endpoint.hpp"
#include "wire/frame_codec.hpp"

#include <caf/send.hpp>

#include <utility>

namespace aegis::detail {

caf::result<frame> mesh_endpoint_state::serve(const v1::Probe& x,
                                              const caller& who) {
  if (x.has_notice())
    caf::anon_send(deps.topology, suspicion_notice{who.node_id, x.notice()});
  v1::ProbeAnswer result;
  result.set_node_id(deps.node_id);
  result.set_incarnation(own_record().incarnation);
  return wire::pack(result);
}

caf::result<frame> mesh_endpoint_state::serve(const v1::ProbeHelpRequest& x,
                                              const caller& who) {
  if (auto ok = help.open(who.node_id); !ok)
    return to_error(ok.error());
  v1::Probe question;
  question.set_sender(deps.node_id);
  if (x.has_notice())
    *question.mutable_notice() = x.notice();
  auto promise = self->make_response_promise<frame>();
  auto answer = [this, promise, peer = who.node_id](bool reached) mutable {
    help.close(peer);
    v1::ProbeHelp result;
    result.set_reached(reached);
    promise.deliver(wire::pack(result));
  };
  std::chrono::milliseconds timeout{x.timeout_ms()};
  self
    ->request(deps.peers, caf::infinite,
              member_question{x.target(), wire::pack(question), timeout})
    .then([answer](const frame&) mutable { answer(true); },
          [answer](const caf::error&) mutable { answer(false); });
  return promise;
}

} // namespace aegis::detail
