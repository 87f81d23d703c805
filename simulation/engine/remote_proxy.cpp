// In: messages of a node's actors to one of another node. Out: those, to the
// simulated network.

#include "simulation/engine/remote_proxy.hpp"

#include "simulation/engine/simulated_network.hpp"
#include "transport/refusal.hpp"

#include <caf/system_messages.hpp>

#include <utility>

namespace aegis::simulation {

remote_proxy::remote_proxy(caf::actor_config& cfg, setup x)
  : caf::actor_proxy(cfg), setup_(std::move(x)) {
  // nop
}

remote_proxy::~remote_proxy() {
  // nop
}

void remote_proxy::enqueue(caf::mailbox_element_ptr x, caf::execution_unit*) {
  if (x->content().match_elements<caf::exit_msg>())
    return; // peers do not take them
  auto way = setup_.way.lock();
  if (dead_ || !way) {
    transport::refuse(*x, ec::peer_lost,
                      "the connection to node " + setup_.who->node_id
                        + " has ended");
    return;
  }
  setup_.network->post(way, setup_.side, *this, *x);
}

void remote_proxy::attach(caf::attachable_ptr x) {
  watch();
  caf::actor_proxy::attach(std::move(x));
}

bool remote_proxy::add_backlink(caf::abstract_actor* x) {
  watch();
  return caf::actor_proxy::add_backlink(x);
}

void remote_proxy::watch() {
  if (dead_ || watched_.exchange(true))
    return;
  if (auto way = setup_.way.lock())
    setup_.network->watch(way, setup_.side, *this);
}

void remote_proxy::kill_proxy(caf::execution_unit* unit, caf::error why) {
  dead_ = true;
  setup_.target = nullptr;
  cleanup(std::move(why), unit);
}

} // namespace aegis::simulation
