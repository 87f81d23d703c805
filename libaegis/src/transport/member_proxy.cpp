// In: messages of local actors to an actor of a peer. Out: those messages to
// mesh_broker.

#include "transport/member_proxy.hpp"

#include "transport/mesh_broker.hpp"
#include "transport/refusal.hpp"

#include <caf/actor_cast.hpp>
#include <caf/system_messages.hpp>

#include <string>
#include <utility>

namespace aegis::transport {

member_proxy::member_proxy(caf::actor_config& cfg, caf::actor broker,
                           caller_ptr who)
  : forwarding_actor_proxy(cfg, broker),
    who_(std::move(who)),
    broker_(std::move(broker)) {
  // nop
}

member_proxy::~member_proxy() {
  // nop
}

void member_proxy::enqueue(caf::mailbox_element_ptr x,
                           caf::execution_unit* unit) {
  if (x->content().match_elements<caf::exit_msg>()) {
    super::enqueue(std::move(x), unit); // ends a link, whatever its way
    return;
  }
  std::unique_lock guard{mtx_};
  auto broker = broker_;
  guard.unlock();
  if (!broker) {
    refuse(*x, ec::peer_lost,
           "the connection to node " + who_->node_id + " has ended");
    return;
  }
  auto* base = caf::actor_cast<caf::abstract_actor*>(broker);
  static_cast<mesh_broker*>(base)->post(caf::strong_actor_ptr{ctrl()}, *x);
}

void member_proxy::kill_proxy(caf::execution_unit* unit, caf::error why) {
  std::unique_lock guard{mtx_};
  auto broker = std::exchange(broker_, {});
  guard.unlock();
  super::kill_proxy(unit, std::move(why));
}

} // namespace aegis::transport
