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
  auto& node_id = static_cast<member_proxy*>(to->get())->who().node_id;
  if (x.sender && x.sender->node() != system().node())
    return turn_down(std::move(to), x, "routed_message",
                     {ec::unsupported, "routed_message: node " + node_id
                                         + " takes messages of this node's own "
                                           "actors only"});
  // The number of answers is that of requests, and nodes have to hear of each
  // other: neither is turned down here.
  auto is_of_nodes = x.content().match_elements<frame>();
  auto always = is_of_nodes || x.mid.is_response();
  if (!outbox_.enter(always))
    return turn_down(
      std::move(to), x, "backlog",
      {ec::overloaded, "backlog: " + std::to_string(outbox::messages_max)
                         + " messages wait to be sent"});
  auto written = writer_.write(x, to);
  if (!written) {
    outbox_.leave(0);
    return turn_down(std::move(to), x, "unwritable_message", written.error());
  }
  if (!outbox_.weigh((*written)->bytes.size(), always))
    return turn_down(
      std::move(to), x, "backlog",
      {ec::overloaded, "backlog: " + std::to_string(outbox::bytes_max)
                         + " bytes wait to be sent"});
  if (is_of_nodes)
    (*written)->mid = x.mid.with_high_priority();
  enqueue(caf::mailbox_element_ptr{written->release()}, nullptr);
}

caf::invoke_message_result mesh_broker::consume(caf::mailbox_element& x) {
  auto* outgoing = dynamic_cast<parcel*>(&x);
  if (outgoing == nullptr)
    return super::consume(x);
  send(*outgoing);
  return caf::invoke_message_result::consumed;
}

void mesh_broker::send(parcel& x) {
  outbox_.leave(x.bytes.size());
  auto& node_id = static_cast<member_proxy*>(x.receiver->get())->who().node_id;
  auto* to = hub().link_to(node_id);
  if (to == nullptr || to->bound_id() != x.receiver->node()) {
    refuse(x, ec::peer_lost, "there is no connection to node " + node_id);
    return;
  }
  if (x.sender)
    system().registry().put(x.sender->id(), x.sender); // finds the answer
  to->send(x);
}

/// Says why a message is not sent: to who asked, here or there.
void mesh_broker::turn_down(caf::strong_actor_ptr to,
                            const caf::mailbox_element& x, const char* reason,
                            const fault& why) {
  hub().count(reason);
  if (x.mid.is_request())
    refuse(x, why.code, why.text);
  else if (x.mid.is_response())
    answer_instead(std::move(to), x.mid, why);
  else
    log_loss(static_cast<member_proxy*>(to->get())->who().node_id, why);
}

/// Sends an error in the place of an answer.
void mesh_broker::answer_instead(caf::strong_actor_ptr to, caf::message_id id,
                                 const fault& why) {
  auto error = caf::make_mailbox_element(nullptr, id, {}, to_error(why));
  auto written = writer_.write(*error, std::move(to));
  if (!written)
    return; // out of memory, if anything
  outbox_.enter(true);
  outbox_.weigh((*written)->bytes.size(), true);
  enqueue(caf::mailbox_element_ptr{written->release()}, nullptr);
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
