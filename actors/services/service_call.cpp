// In: a message of a user, from service_handle; what became of its attempts,
// from reply_port; its timer. Out: the next attempt, to service_handle; exactly
// one answer to the user.

#include "actors/services/service_call.hpp"

#include "actors/services/call_error.hpp"
#include "actors/services/envelope.hpp"
#include "actors/services/enveloped_content.hpp"
#include "actors/services/plain_actor.hpp"
#include "actors/services/reply_port.hpp"
#include "actors/services/service_handle.hpp"
#include "aegis/error.hpp"
#include "core/mistake.hpp"
#include "mesh/hash.hpp"

#include <caf/make_message.hpp>

#include <algorithm>
#include <utility>

namespace aegis::detail {

namespace {

using std::chrono::microseconds;
using std::chrono::nanoseconds;

nanoseconds hedge_delay(const handle_setup& x) {
  if (x.options.hedge_after.count() > 0)
    return x.options.hedge_after;
  return nanoseconds{x.hedge_delay_ns.load(std::memory_order_relaxed)};
}

/// Looks now and then at how long calls take, see `hedge_quantile`.
void learn_hedge_delay(const handle_setup& x) {
  if (x.options.hedge_quantile <= 0)
    return;
  auto every = x.hedge_delay_ns.load(std::memory_order_relaxed) == 0 ? 32 : 256;
  if (x.counters->figures.calls.load(std::memory_order_relaxed) % every != 0)
    return;
  auto& latency = x.counters->figures.latency;
  if (auto found
      = latency.quantile(x.options.hedge_quantile, defaults::hedge_samples_min))
    x.hedge_delay_ns.store(found->count(), std::memory_order_relaxed);
}

/// Full jitter below a ceiling that doubles (see mesh/backoff.hpp, which has a
/// memory; a call has none).
microseconds retry_pause(std::uint32_t attempts, std::uint64_t random) {
  auto doublings = std::min(attempts, 16u) - std::min(attempts, 1u);
  auto ceiling = std::min<microseconds>(microseconds{defaults::retry_pause_min}
                                          * (1 << doublings),
                                        defaults::retry_pause_max);
  return microseconds{static_cast<std::int64_t>(
    random % static_cast<std::uint64_t>(ceiling.count()))};
}

} // namespace

service_call::service_call(handle_setup_ptr setup, caf::weak_actor_ptr handle,
                           caf::mailbox_element& what, call_terms terms,
                           time_point now)
  : setup_(std::move(setup)),
    handle_(std::move(handle)),
    sender_(std::move(what.sender)),
    mid_(what.mid),
    stages_(std::move(what.stages)),
    is_request_(mid_.is_request() && sender_),
    terms_(std::move(terms)),
    since_(now),
    payload_(what.move_content_to_message()) {
  auto& counters = *setup_->counters;
  ++counters.figures.calls;
  counters.retry_tokens.on_call();
  if (!is_request_)
    return;
  ++counters.figures.in_flight;
  ++setup_->in_flight;
  if (terms_.idempotent)
    counters.hedge_tokens.on_call();
}

service_call::~service_call() {
  if (is_request_ && !answered())
    fail(make_error(ec::internal,
                    name_of(setup_->service) + ": the call was dropped"),
         nullptr);
}

// -- timer -------------------------------------------------------------------

void service_call::schedule(waiting what, time_point when) {
  {
    std::unique_lock guard{mtx_};
    waiting_ = what;
  }
  setup_->timers->schedule(*this, std::min(when, terms_.deadline));
  if (answered()) // meanwhile
    setup_->timers->cancel(*this);
}

void service_call::arm() {
  if (!is_request_)
    return;
  auto delay = terms_.idempotent ? hedge_delay(*setup_) : nanoseconds{0};
  if (delay.count() > 0 && delay < terms_.deadline - since_)
    schedule(waiting::hedge, since_ + delay);
  else
    schedule(waiting::nothing, terms_.deadline);
}

void service_call::on_time(time_point now) {
  if (answered())
    return;
  if (now >= terms_.deadline) {
    expire(now);
    return;
  }
  auto what = waiting::nothing;
  {
    std::unique_lock guard{mtx_};
    what = waiting_;
  }
  // Before the next attempt, whose failure may set another timer.
  schedule(waiting::nothing, terms_.deadline);
  if (what == waiting::hedge)
    hedge_now(now);
  else if (what == waiting::retry)
    retry_now(now);
}

void service_call::on_end(const caf::error& why) {
  fail(why, nullptr);
}

void service_call::expire(time_point) {
  std::string who = name_of(setup_->service);
  {
    std::unique_lock guard{mtx_};
    if (!attempts_.empty())
      who = name_of(setup_->service, attempts_.back().where->node());
  }
  auto given = std::chrono::duration_cast<std::chrono::milliseconds>(
    terms_.deadline - since_);
  if (fail(make_error(ec::deadline, who + ": no answer within "
                                      + std::to_string(given.count()) + " ms"),
           nullptr))
    ++setup_->counters->expired;
}

// -- attempts ----------------------------------------------------------------

bool service_call::tried(const provider_state& x) const {
  if (!was_sent())
    return false;
  std::unique_lock guard{mtx_};
  return std::any_of(attempts_.begin(), attempts_.end(),
                     [&](auto& y) { return y.where == &x; });
}

void service_call::begin_attempt(const reply_port& port, std::uint64_t id) {
  made_.fetch_add(1, std::memory_order_relaxed);
  setup_->counters->attempts.fetch_add(1, std::memory_order_relaxed);
  std::unique_lock guard{mtx_};
  attempts_.push_back(
    {&port.state(), port.weak(), id, true, std::exchange(hedging_, false)});
}

caf::message service_call::content(time_point now) const {
  call_envelope x;
  x.time_left = std::chrono::duration_cast<microseconds>(terms_.deadline - now);
  x.idempotent = terms_.idempotent;
  x.attempt = std::max(made_.load(std::memory_order_relaxed), 1u) - 1;
  x.key = terms_.key;
  x.trace = terms_.trace;
  return enveloped_content::make(payload_, encode(x));
}

/// @returns false if the attempt was closed before.
bool service_call::close_attempt(const reply_port& port, std::uint64_t id,
                                 bool& hedge) {
  std::unique_lock guard{mtx_};
  for (auto& x : attempts_)
    if (x.where == &port.state() && x.id == id && x.open) {
      x.open = false;
      hedge = x.hedge;
      return true;
    }
  return false;
}

void service_call::on_response(const reply_port& port, std::uint64_t id,
                               caf::mailbox_element_ptr what, time_point now,
                               caf::execution_unit* ctx) {
  auto hedge = false;
  if (!close_attempt(port, id, hedge) || answered())
    return;
  auto& content = what->content();
  if (content.match_elements<caf::error>()) {
    auto& why = content.get_as<caf::error>(0);
    if (!may_try_again(why) || !try_again(why, now))
      fail(explain(why, port.who()), ctx);
    return;
  }
  auto taken = now - since_;
  if (!settle())
    return;
  auto& counters = *setup_->counters;
  counters.figures.latency.add(taken);
  if (hedge)
    ++counters.hedges_won;
  learn_hedge_delay(*setup_);
  deliver(port, std::move(what), ctx);
}

void service_call::on_failure(const reply_port& port, std::uint64_t id,
                              caf::error why, caf::execution_unit* ctx) {
  auto hedge = false;
  if (!close_attempt(port, id, hedge) || answered())
    return;
  if (AEGIS_MISTAKE(call_lost_with_its_provider)) {
    settle();
    return;
  }
  if (!may_try_again(why) || !try_again(why, setup_->alarm->now()))
    fail(std::move(why), ctx);
}

/// A refusal came before the handler; else the call may have been carried out.
bool service_call::may_try_again(const caf::error& why) const {
  auto code = code_of(why);
  return reaction_to(code) == reaction::retry && code != ec::deadline
         && (terms_.idempotent || is_refusal(why));
}

/// @returns whether another attempt is open or will be made.
bool service_call::try_again(const caf::error& why, time_point now) {
  {
    std::unique_lock guard{mtx_};
    last_error_ = why;
    if (std::any_of(attempts_.begin(), attempts_.end(),
                    [](auto& x) { return x.open; }))
      return true;
  }
  auto made = made_.load(std::memory_order_relaxed);
  plain_actor<service_handle> handle{handle_.lock()};
  if (made >= setup_->options.attempts_max || !handle
      || !handle->has_other_provider(*this, now))
    return false;
  auto pause = retry_pause(made, handle->random());
  if (now + pause >= terms_.deadline
      || !setup_->counters->retry_tokens.take(now))
    return false;
  schedule(waiting::retry, now + pause);
  return true;
}

void service_call::retry_now(time_point now) {
  plain_actor<service_handle> handle{handle_.lock()};
  if (handle && handle->send_again(*this, now)) {
    ++setup_->counters->retries;
    return;
  }
  caf::error why;
  std::string who;
  {
    std::unique_lock guard{mtx_};
    why = last_error_;
    who = name_of(setup_->service, attempts_.back().where->node());
  }
  fail(explain(why, who), nullptr);
}

void service_call::hedge_now(time_point now) {
  {
    std::unique_lock guard{mtx_};
    auto open = std::count_if(attempts_.begin(), attempts_.end(),
                              [](auto& x) { return x.open; });
    if (open != 1 || attempts_.size() >= setup_->options.attempts_max)
      return;
    hedging_ = true;
  }
  auto& counters = *setup_->counters;
  plain_actor<service_handle> handle{handle_.lock()};
  auto paid = handle && counters.hedge_tokens.take(now);
  if (paid && handle->send_again(*this, now)) {
    ++counters.hedges;
    return;
  }
  if (paid)
    counters.hedge_tokens.put_back();
  std::unique_lock guard{mtx_};
  hedging_ = false;
}

// -- the answer --------------------------------------------------------------

/// Makes the caller of this function the one who answers.
bool service_call::settle() {
  if (answered_.exchange(true))
    return false;
  if (!is_request_)
    return true;
  setup_->timers->cancel(*this);
  --setup_->counters->figures.in_flight;
  --setup_->in_flight;
  std::vector<attempt> rest;
  {
    std::unique_lock guard{mtx_};
    rest.swap(attempts_);
  }
  auto late = setup_->alarm->now() >= terms_.deadline;
  for (auto& x : rest)
    if (x.open)
      if (plain_actor<reply_port> port{x.port.lock()})
        port->forget(x.id, late ? provider_state::result::failed
                                : provider_state::result::dropped);
  return true;
}

bool service_call::fail(caf::error why, caf::execution_unit* ctx) {
  if (!settle())
    return false;
  auto own
    = why.category() != error_category && why.category() != caf::atom("system");
  if (is_request_)
    setup_->counters->figures.failed(own ? ec::none : code_of(why));
  answer(sender_, mid_, without_mark(std::move(why)), ctx);
  return true;
}

void service_call::deliver(const reply_port& port,
                           caf::mailbox_element_ptr what,
                           caf::execution_unit* ctx) {
  if (!stages_.empty()) {
    auto next = std::move(stages_.back());
    stages_.pop_back();
    what->sender = std::move(sender_);
    what->mid = mid_;
    what->stages = std::move(stages_);
    next->enqueue(std::move(what), ctx);
    return;
  }
  // In the name of an actor of a third node, CAF would route the response.
  if (sender_->node() != port.home_system().node())
    what->sender = nullptr;
  else if (port.is_remote())
    what->sender = port.target();
  what->mid = mid_.response_id();
  if (AEGIS_MISTAKE(reply_delivered_twice))
    sender_->enqueue(what->sender, what->mid, what->copy_content_to_message(),
                     ctx);
  sender_->enqueue(std::move(what), ctx);
}

} // namespace aegis::detail
