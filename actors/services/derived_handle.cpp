// In: messages of users. Out: the same, to the service_handle behind it.

#include "actors/services/derived_handle.hpp"

#include "actors/services/guarded_message.hpp"
#include "aegis/call.hpp"

#include <caf/actor_cast.hpp>
#include <caf/scheduled_actor.hpp>

#include <algorithm>
#include <utility>

namespace aegis {

namespace detail {

derived_handle::derived_handle(caf::actor_config& cfg,
                               plain_actor<service_handle> base,
                               call_options own)
  : caf::monitorable_actor(cfg), base_(std::move(base)), own_(std::move(own)) {
  // nop
}

void derived_handle::enqueue(caf::mailbox_element_ptr what,
                             caf::execution_unit* ctx) {
  if (!what->mid.is_response() && classify(*what) == message_class::exit) {
    if (caf::error why = exit_reason_of(*what))
      cleanup(std::move(why), ctx);
    return;
  }
  base_->take(std::move(what), own_, ctx);
}

std::set<std::string> derived_handle::message_types() const {
  return base_->message_types();
}

const char* derived_handle::name() const {
  return "aegis.derived-handle";
}

namespace {

plain_actor<service_handle> service_handle_of(const caf::strong_actor_ptr& x) {
  if (!x)
    return {};
  if (dynamic_cast<service_handle*>(x->get()) != nullptr)
    return plain_actor<service_handle>{x};
  if (auto* derived = dynamic_cast<derived_handle*>(x->get()))
    return derived->base();
  return {};
}

const served_call* current_call(const caf::scheduled_actor* self) {
  auto* mutable_self = const_cast<caf::scheduled_actor*>(self);
  auto* current = mutable_self->current_mailbox_element();
  auto* guarded = dynamic_cast<const guarded_message*>(current);
  return guarded != nullptr ? &guarded->call() : nullptr;
}

std::chrono::milliseconds left_of(const served_call& x) {
  auto left = x.deadline() - x.figures().alarm->now();
  return std::max(std::chrono::duration_cast<std::chrono::milliseconds>(left),
                  std::chrono::milliseconds{0});
}

} // namespace

} // namespace detail

caf::strong_actor_ptr with(const caf::strong_actor_ptr& handle,
                           const call_options& x) {
  auto base = detail::service_handle_of(handle);
  if (!base)
    return handle;
  return detail::make_plain_actor<detail::derived_handle>(base->home_system(),
                                                          base, x)
    .ptr();
}

call_context call_context_of(const caf::scheduled_actor* self) {
  auto* call = detail::current_call(self);
  if (call == nullptr)
    return {};
  auto& x = call->envelope();
  return {detail::left_of(*call), x.idempotent, x.attempt, x.key, x.trace};
}

call_options inherit(const caf::scheduled_actor* self, call_options x) {
  auto* call = detail::current_call(self);
  if (call == nullptr)
    return x;
  auto left = std::max(detail::left_of(*call), std::chrono::milliseconds{1});
  x.deadline = x.deadline.count() > 0 ? std::min(x.deadline, left) : left;
  if (x.key.empty())
    x.key = call->envelope().key;
  if (x.trace == trace_id{})
    x.trace = call->envelope().trace;
  return x;
}

} // namespace aegis
