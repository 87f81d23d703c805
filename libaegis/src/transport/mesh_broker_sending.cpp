// The part of the broker that sends messages of local actors to peers.
// In: messages from member_proxy, in the threads of their senders. Out: parcels
// to link, in the I/O thread; errors to who sent what cannot be sent.

#include "aegis/error.hpp"
#include "aegis/messages.hpp"
#include "log/log.hpp"
#include "transport/hub_impl.hpp"
#include "transport/link.hpp"
#include "transport/member_proxy.hpp"
#include "transport/mesh_broker.hpp"
#include "transport/refusal.hpp"

#include <caf/actor_registry.hpp>
#include <caf/actor_system.hpp>

#include <chrono>
#include <string>
#include <utility>

namespace aegis::transport {

void mesh_broker::post(caf::strong_actor_ptr to,
                       const caf::mailbox_element& x) {
  auto is_of_nodes = x.content().match_elements<frame>();
  if (!outbox_.enter(is_of_nodes || x.mid.is_response())) {
    hub().count("backlog");
    refuse(x, ec::overloaded,
           "backlog: " + std::to_string(outbox::messages_max)
             + " messages wait to be sent");
    return;
  }
  auto written = writer_.write(x, to);
  if (!written) {
    outbox_.leave(0);
    answer_unwritten(std::move(to), x, written.error());
    return;
  }
  auto& fresh = *written;
  if (!outbox_.weigh(fresh->weight())) {
    hub().count("bulk_backlog");
    refuse(x, ec::overloaded,
           "bulk_backlog: " + std::to_string(outbox::bytes_max)
             + " bytes wait to be sent");
    return;
  }
  if (is_of_nodes)
    fresh->mid = fresh->mid.with_high_priority();
  enqueue(caf::mailbox_element_ptr{fresh.release()}, nullptr);
}

caf::invoke_message_result mesh_broker::consume(caf::mailbox_element& x) {
  auto* outgoing = dynamic_cast<parcel*>(&x);
  if (outgoing == nullptr)
    return super::consume(x);
  send(*outgoing);
  return caf::invoke_message_result::consumed;
}

void mesh_broker::send(parcel& x) {
  outbox_.leave(x.weight());
  auto& self = system().node();
  auto& who = static_cast<member_proxy*>(x.receiver->get())->who();
  auto* to = hub().link_to(who.node_id);
  if (to == nullptr || to->bound_id() != x.receiver->node()) {
    refuse(x, ec::peer_lost, "there is no connection to node " + who.node_id);
  } else if (x.sender && x.sender->node() != self) {
    hub().count("routed_message");
    refuse(x, ec::unsupported,
           "routed_message: node " + who.node_id
             + " takes messages of this node's own actors only");
  } else {
    if (x.sender)
      system().registry().put(x.sender->id(), x.sender); // finds the answer
    to->send(x);
  }
}

/// Says why a message could not even be written: to who asked, here or there.
void mesh_broker::answer_unwritten(caf::strong_actor_ptr to,
                                   const caf::mailbox_element& x,
                                   const fault& why) {
  hub().count("unwritable_message");
  if (x.mid.is_response())
    to->enqueue(x.sender, x.mid, caf::make_message(to_error(why)), nullptr);
  else if (x.mid.is_request())
    refuse(x, why.code, why.text);
  else
    log_loss(static_cast<member_proxy*>(to->get())->who().node_id, why);
}

/// A one-way message has nobody to be told.
void mesh_broker::log_loss(const std::string& node_id, const fault& why) {
  std::unique_lock guard{losses_mtx_};
  auto denied = losses_.take(std::chrono::steady_clock::now());
  guard.unlock();
  if (denied)
    log().warn("a one-way message to node '{}' is lost{}: {}", node_id,
               *denied > 0 ? ", after " + std::to_string(*denied) + " others"
                           : std::string{},
               why.text);
}

} // namespace aegis::transport
