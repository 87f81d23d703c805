#include "aegis/caller.hpp"

#include "aegis/error.hpp"
#include "transport/hub.hpp"
#include "transport/known_caller.hpp"

#include <caf/scheduled_actor.hpp>

namespace aegis {

namespace {

caf::expected<caller> known(std::optional<caller> x) {
  if (!x)
    return make_error(ec::no_caller,
                      "the sender is not on a node of this mesh");
  return std::move(*x);
}

} // namespace

caf::expected<caller> caller_of(const caf::scheduled_actor* self) {
  auto* mutable_self = const_cast<caf::scheduled_actor*>(self);
  auto& sender = mutable_self->current_sender();
  if (sender)
    if (auto* x = dynamic_cast<const transport::known_caller*>(sender->get()))
      return known(x->who());
  auto* hub = transport::hub::find(mutable_self->system(), self->id());
  if (hub == nullptr)
    return make_error(ec::not_configured,
                      "the actor system was not prepared by aegis::configure");
  if (!sender)
    return make_error(ec::no_caller, "the current message has no sender");
  return known(hub->identify(sender));
}

} // namespace aegis
