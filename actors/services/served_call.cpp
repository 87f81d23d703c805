// In: a message that service_guard let pass; the service actor's answer, from
// answer_port; its timer. Out: exactly one answer to the caller.

#include "actors/services/served_call.hpp"

#include "actors/services/answer_port.hpp"
#include "actors/services/call_error.hpp"
#include "aegis/error.hpp"

#include <utility>

namespace aegis::detail {

namespace {

caf::error time_is_up(const service_id& service) {
  return make_error(ec::deadline,
                    name_of(service)
                      + ": the call's time was up before it was handled");
}

} // namespace

served_call::served_call(std::shared_ptr<guard_figures> figures,
                         std::shared_ptr<service_instance> instance,
                         std::shared_ptr<call_timers> timers,
                         call_envelope envelope, caf::strong_actor_ptr caller,
                         caf::message_id mid, time_point now)
  : figures_(std::move(figures)),
    instance_(std::move(instance)),
    timers_(std::move(timers)),
    envelope_(std::move(envelope)),
    since_(now),
    deadline_(now + envelope_.time_left),
    caller_(std::move(caller)),
    mid_(mid),
    answered_(!caller_) {
  ++figures_->calls.in_flight;
  ++instance_->open;
}

served_call::~served_call() {
  --figures_->calls.in_flight;
  --instance_->open;
}

std::uint64_t served_call::wait_at(const plain_actor<answer_port>& port) {
  port_ = port;
  auto id = port->open(served_call_ptr{this});
  id_ = id;
  timers_->schedule(*this, deadline_);
  if (answered_.load(std::memory_order_acquire)) // meanwhile
    timers_->cancel(*this);
  return id;
}

bool served_call::begin() {
  auto is_one_way = !port_;
  if (figures_->alarm->now() >= deadline_) {
    if (!expire() && is_one_way)
      ++figures_->expired;
    return false;
  }
  begun_ = true;
  return is_one_way || !answered_.load(std::memory_order_acquire);
}

/// Makes the caller of this function the one who answers.
bool served_call::settle() {
  if (answered_.exchange(true))
    return false;
  timers_->cancel(*this);
  if (port_)
    port_->forget(id_);
  return true;
}

bool served_call::expire() {
  if (!fail(time_is_up(figures_->service)))
    return false;
  ++figures_->expired;
  return true;
}

void served_call::lose(const std::string& text) {
  fail(begun_ ? make_error(ec::peer_lost, text)
              : make_refusal(ec::peer_lost, text));
}

void served_call::answer_with(caf::mailbox_element_ptr what,
                              caf::execution_unit* ctx) {
  auto& content = what->content();
  if (!begun_ && content.match_elements<caf::error>()) {
    // The actor ended before it came to this call: CAF bounces it.
    lose(name_of(figures_->service) + ": its actor has ended");
    return;
  }
  if (!settle())
    return;
  if (content.match_elements<caf::error>()) {
    auto& why = content.get_as<caf::error>(0);
    auto own = why.category() != error_category
               && why.category() != caf::atom("system");
    figures_->calls.failed(own ? ec::none : code_of(why));
  } else {
    figures_->calls.latency.add(figures_->alarm->now() - since_);
  }
  what->sender = nullptr;
  what->mid = mid_.response_id();
  auto caller = std::move(caller_);
  caller->enqueue(std::move(what), ctx);
}

bool served_call::fail(const caf::error& why) {
  if (!settle())
    return false;
  figures_->calls.failed(code_of(why));
  auto caller = std::move(caller_);
  answer(caller, mid_, why, nullptr);
  return true;
}

void served_call::on_time(time_point now) {
  if (now >= deadline_)
    expire();
  else if (!answered_.load(std::memory_order_acquire))
    timers_->schedule(*this, deadline_);
}

void served_call::on_end(const caf::error& why) {
  fail(why);
}

} // namespace aegis::detail
