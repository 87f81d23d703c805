// In: timeouts and delayed messages of actors. Out: those, when virtual time
// has come there.

#include "simulation/engine/virtual_clock.hpp"

#include <caf/actor_cast.hpp>
#include <caf/actor_control_block.hpp>
#include <caf/group.hpp>
#include <caf/make_message.hpp>
#include <caf/sec.hpp>
#include <caf/system_messages.hpp>

namespace aegis::simulation {

namespace {

/// A message that an actor gets if it still lives.
class late_message final : public happening {
public:
  late_message(caf::weak_actor_ptr receiver, caf::mailbox_element_ptr content)
    : receiver_(std::move(receiver)), content_(std::move(content)) {}

  void happen() override {
    if (auto ptr = receiver_.lock())
      ptr->get()->enqueue(std::move(content_), nullptr);
  }

private:
  caf::weak_actor_ptr receiver_;
  caf::mailbox_element_ptr content_;
};

std::unique_ptr<happening> to_self(caf::abstract_actor* self,
                                   caf::message_id id, caf::message content) {
  return std::make_unique<late_message>(
    caf::weak_actor_ptr{self->ctrl()},
    caf::make_mailbox_element(nullptr, id, {}, std::move(content)));
}

} // namespace

void virtual_clock::set_ordinary_timeout(time_point t,
                                         caf::abstract_actor* self,
                                         caf::atom_value type,
                                         std::uint64_t id) {
  set_multi_timeout(t, self, type, id);
}

void virtual_clock::set_multi_timeout(time_point t, caf::abstract_actor* self,
                                      caf::atom_value type, std::uint64_t id) {
  agenda_.plan(t, to_self(self, caf::make_message_id(),
                          caf::make_message(caf::timeout_msg{type, id})));
}

void virtual_clock::set_request_timeout(time_point t, caf::abstract_actor* self,
                                        caf::message_id id) {
  agenda_.plan(
    t, to_self(self, id,
               caf::make_message(caf::make_error(caf::sec::request_timeout))));
}

void virtual_clock::schedule_message(time_point t,
                                     caf::strong_actor_ptr receiver,
                                     caf::mailbox_element_ptr content) {
  if (receiver)
    agenda_.plan(
      t, std::make_unique<late_message>(
           caf::actor_cast<caf::weak_actor_ptr>(receiver), std::move(content)));
}

void virtual_clock::schedule_message(time_point t, caf::group target,
                                     caf::strong_actor_ptr sender,
                                     caf::message content) {
  agenda_.plan_call(t, [target = std::move(target), sender = std::move(sender),
                        content = std::move(content)]() mutable {
    if (target)
      target.get()->enqueue(std::move(sender), caf::make_message_id(),
                            std::move(content), nullptr);
  });
}

} // namespace aegis::simulation
