// In: attempts of service_call from service_handle; responses of the provider.
// Out: messages to the provider's guard or proxy; what became of the attempts,
// to their calls.

#include "actors/services/reply_port.hpp"

#include "actors/services/call_error.hpp"
#include "actors/services/end_watch.hpp"
#include "aegis/error.hpp"

#include <caf/mailbox_element.hpp>
#include <caf/make_message.hpp>

#include <utility>

namespace aegis::detail {

namespace {

using result = provider_state::result;

bool is_on_other_node(const caf::strong_actor_ptr& x,
                      const caf::actor_system& sys) {
  return x->node() != sys.node();
}

/// An id for a message that nobody answers, with the priority of `x`.
caf::message_id one_way_id(caf::message_id x) {
  constexpr auto normal = caf::message_id::default_async_value;
  return caf::message_id{x.is_urgent_message() ? 0 : normal};
}

/// What a response says of the provider.
result judge_response(const caf::mailbox_element& x) {
  auto& content = x.content();
  if (!content.match_elements<caf::error>())
    return result::answered;
  auto& why = content.get_as<caf::error>(0);
  if (is_refusal(why))
    return result::refused;
  if (why.category() != error_category && why.category() != caf::atom("system"))
    return result::answered;
  switch (code_of(why)) {
    case ec::peer_lost:
    case ec::deadline:
    case ec::timed_out:
    case ec::shutting_down:
    case ec::internal:
      return result::failed;
    case ec::overloaded:
      return result::refused;
    default:
      return result::answered;
  }
}

} // namespace

plain_actor<reply_port> reply_port::make(caf::actor_system& sys, port_setup x) {
  auto target = x.target;
  auto result = make_plain_actor<reply_port>(sys, std::move(x));
  target->get()->attach(std::make_unique<end_watch<reply_port>>(*result.get()));
  return result;
}

reply_port::reply_port(caf::actor_config& cfg, port_setup x)
  : caf::monitorable_actor(cfg),
    setup_(std::move(x)),
    remote_(is_on_other_node(setup_.target, home_system())) {
  // nop
}

// -- towards the provider ----------------------------------------------------

reply_port::verdict reply_port::send(service_call& call, time_point now,
                                     caf::execution_unit* ctx) {
  return call.is_request() ? send_request(call, now, ctx)
                           : send_one_way(call, now, ctx);
}

reply_port::verdict reply_port::send_request(service_call& call, time_point now,
                                             caf::execution_unit* ctx) {
  std::uint64_t id = 0;
  {
    std::unique_lock guard{calls_mtx_};
    if (closed_)
      return verdict::dead;
    if (calls_.full() || full())
      return verdict::full;
    id = calls_.open({service_call_ptr{&call}, now, 0});
    ++open_;
  }
  setup_.state->sent();
  call.begin_attempt(*this, id);
  auto mid = caf::message_id{id}.with_category(call.mid().category());
  setup_.target->get()->enqueue(
    caf::make_mailbox_element(caf::strong_actor_ptr{ctrl()}, mid, {},
                              call.content(now)),
    ctx);
  return verdict::taken;
}

reply_port::verdict reply_port::send_one_way(service_call& call, time_point now,
                                             caf::execution_unit* ctx) {
  if (!alive())
    return verdict::dead;
  // A peer must not learn of the user's actor; and a guard must know whose
  // message it is, also if it is nobody's.
  auto sender = call.sender();
  if (remote_ || !sender)
    sender.reset(ctrl());
  setup_.target->get()->enqueue(
    caf::make_mailbox_element(std::move(sender), one_way_id(call.mid()), {},
                              call.content(now)),
    ctx);
  return verdict::taken;
}

// -- what became of it -------------------------------------------------------

/// @param over  set if this was what a closed port still waited for
reply_port::open_attempt reply_port::take(std::uint64_t id, bool& over) {
  std::unique_lock guard{calls_mtx_};
  auto result = calls_.close(id);
  result.id = id;
  if (result)
    --open_;
  over = closed_ && calls_.empty();
  return result;
}

void reply_port::judge(const open_attempt& x, provider_state::result what,
                       time_point now) {
  if (setup_.state->ended(what, now - x.sent_at, now))
    ++setup_.handle->counters->ejections;
}

void reply_port::enqueue(caf::mailbox_element_ptr what,
                         caf::execution_unit* ctx) {
  if (!what->mid.is_response()) {
    answer(
      what->sender, what->mid,
      make_error(ec::unsupported, who() + ": a reply port takes responses"),
      ctx);
    return;
  }
  auto over = false;
  auto attempt = take(what->mid.request_id().integer_value(), over);
  if (attempt) {
    auto now = setup_.handle->alarm->now();
    judge(attempt, judge_response(*what), now);
    attempt.call->on_response(*this, attempt.id, std::move(what), now, ctx);
  } else {
    ++setup_.handle->counters->unknown_responses;
  }
  if (over)
    end(caf::none, ctx);
}

void reply_port::forget(std::uint64_t id, provider_state::result why) {
  auto over = false;
  if (auto attempt = take(id, over))
    judge(attempt, why, setup_.handle->alarm->now());
  if (over)
    end(caf::none, nullptr);
}

// -- end ---------------------------------------------------------------------

std::vector<reply_port::open_attempt> reply_port::close() {
  std::unique_lock guard{calls_mtx_};
  closed_ = true;
  open_ = 0;
  std::vector<open_attempt> result;
  for (auto& [id, x] : calls_.take_all()) {
    x.id = id;
    result.push_back(std::move(x));
  }
  return result;
}

void reply_port::retire() {
  bool over = false;
  {
    std::unique_lock guard{calls_mtx_};
    closed_ = true;
    over = calls_.empty();
  }
  if (over)
    end(caf::none, nullptr);
}

void reply_port::stop(const caf::error& why) {
  auto now = setup_.handle->alarm->now();
  for (auto& x : close()) {
    judge(x, result::dropped, now);
    x.call->fail(why, nullptr);
  }
  end(why, nullptr);
}

void reply_port::lose(const std::string& text, caf::execution_unit* ctx) {
  auto now = setup_.handle->alarm->now();
  auto lost = close();
  setup_.handle->counters->lost += lost.size();
  for (auto& x : lost) {
    judge(x, result::failed, now);
    x.call->on_failure(*this, x.id, make_error(ec::peer_lost, text), ctx);
  }
}

void reply_port::target_is_down(const caf::error& why,
                                caf::execution_unit* ctx) {
  auto text = who() + ": the provider or its connection ended during the call";
  if (why)
    text += " (" + to_fault(why).text + ')';
  lose(text, ctx);
  end(why, ctx);
}

void reply_port::end(caf::error why, caf::execution_unit* ctx) {
  setup_.target->get()->detach(end_watch<reply_port>::token_of(*this));
  cleanup(std::move(why), ctx);
}

void reply_port::on_destroy() {
  if (getf(is_cleaned_up_flag))
    return;
  lose(who() + ": the provider dropped the call", nullptr);
  end(caf::exit_reason::unreachable, nullptr);
  caf::monitorable_actor::on_destroy();
}

// -- properties --------------------------------------------------------------

std::size_t reply_port::open_calls() const {
  return open_;
}

std::string reply_port::who() const {
  return name_of(setup_.service, setup_.state->node());
}

const char* reply_port::name() const {
  return "aegis.reply-port";
}

} // namespace aegis::detail
