// In: messages from proxies, in the threads of their senders. Out: which of
// them may wait for the I/O thread, and which of them go first.

#include "transport/outbox.hpp"

#include "aegis/messages.hpp"
#include "transport/refusal.hpp"

#include <caf/actor_control_block.hpp>
#include <caf/atom.hpp>
#include <caf/message.hpp>

#include <string>
#include <vector>

namespace aegis::transport {

namespace {

/// What forwarding_actor_proxy sends: sender, stages, receiver, id, content.
bool is_forward(const caf::type_erased_tuple& x) {
  return x.match_elements<caf::atom_value, caf::strong_actor_ptr,
                          std::vector<caf::strong_actor_ptr>,
                          caf::strong_actor_ptr, caf::message_id,
                          caf::message>()
         && x.get_as<caf::atom_value>(0) == caf::atom("forward");
}

bool is_of_nodes(const caf::type_erased_tuple& forward) {
  return forward.get_as<caf::message>(5).match_elements<frame>();
}

} // namespace

void outbox::refuse(const caf::mailbox_element& x) {
  const auto& forward = x.content();
  auto& sender = forward.get_as<caf::strong_actor_ptr>(1);
  auto mid = forward.get_as<caf::message_id>(4);
  if (sender && mid.is_request())
    sender->enqueue(nullptr, mid.response_id(),
                    caf::make_message(make_refusal(
                      ec::overloaded, "backlog: " + std::to_string(messages_max)
                                        + " messages wait to be sent")),
                    nullptr);
}

bool outbox::enter(caf::mailbox_element& x) {
  auto& content = x.content();
  if (!is_forward(content))
    return true;
  auto waiting = waiting_.fetch_add(1, std::memory_order_relaxed);
  if (is_of_nodes(content)) {
    x.mid = caf::make_message_id(caf::message_priority::high);
    return true;
  }
  if (waiting < messages_max
      || content.get_as<caf::message_id>(4).is_response())
    return true;
  waiting_.fetch_sub(1, std::memory_order_relaxed);
  return false;
}

void outbox::leave(const caf::mailbox_element& x) {
  if (is_forward(x.content()))
    waiting_.fetch_sub(1, std::memory_order_relaxed);
}

} // namespace aegis::transport
