#include "aegis/caller.hpp"

#include "aegis/error.hpp"
#include "transport/hub.hpp"
#include "transport/known_caller.hpp"

#include <caf/scheduled_actor.hpp>

namespace aegis {

caf::expected<caller> caller_of(const caf::scheduled_actor* self) {
  auto* mutable_self = const_cast<caf::scheduled_actor*>(self);
  auto* hub = transport::hub::find(mutable_self->system());
  if (hub == nullptr)
    return make_error(ec::not_configured,
                      "the actor system was not prepared by aegis::configure");
  auto& sender = mutable_self->current_sender();
  if (!sender)
    return make_error(ec::no_caller, "the current message has no sender");
  auto* stand_in = dynamic_cast<const transport::known_caller*>(sender->get());
  auto result = stand_in != nullptr ? stand_in->who() : hub->identify(sender);
  if (!result)
    return make_error(ec::no_caller,
                      "the sender is not on a node of this mesh");
  return std::move(*result);
}

} // namespace aegis
