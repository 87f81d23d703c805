// In: messages of users from service_handle; responses of the provider.
// Out: messages to the provider's guard or proxy; responses to the users.

#include "actors/services/reply_port.hpp"

#include "actors/services/call_error.hpp"
#include "actors/services/end_watch.hpp"
#include "aegis/error.hpp"

#include <caf/make_message.hpp>

#include <utility>

namespace aegis::detail {

namespace {

bool is_on_other_node(const caf::strong_actor_ptr& x,
                      const caf::actor_system& sys) {
  return x->node() != sys.node();
}

/// An id for a message that nobody answers, with the priority of `x`.
caf::message_id one_way_id(caf::message_id x) {
  constexpr auto normal = caf::message_id::default_async_value;
  return caf::message_id{x.is_urgent_message() ? 0 : normal};
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
    remote_(is_on_other_node(setup_.target, home_system())),
    calls_(setup_.in_flight_max) {
  // nop
}

// -- towards the provider ----------------------------------------------------

reply_port::verdict reply_port::send(caf::mailbox_element_ptr& what,
                                     call_table::time_point since,
                                     caf::execution_unit* ctx) {
  return what->mid.is_request() && what->sender ? send_request(what, since, ctx)
                                                : send_one_way(what, ctx);
}

reply_port::verdict reply_port::send_request(caf::mailbox_element_ptr& what,
                                             call_table::time_point since,
                                             caf::execution_unit* ctx) {
  auto deadline = since + setup_.deadline;
  std::uint64_t id = 0;
  {
    std::unique_lock guard{calls_mtx_};
    if (closed_)
      return verdict::dead;
    if (calls_.full())
      return verdict::full;
    id = calls_.open(
      {std::move(what->sender), what->mid, std::move(what->stages)}, deadline);
  }
  setup_.alarm->need_for_call(deadline, since);
  what->sender.reset(ctrl());
  what->mid = caf::message_id{id}.with_category(what->mid.category());
  what->stages.clear();
  setup_.target->get()->enqueue(std::move(what), ctx);
  return verdict::taken;
}

reply_port::verdict reply_port::send_one_way(caf::mailbox_element_ptr& what,
                                             caf::execution_unit* ctx) {
  if (!alive())
    return verdict::dead;
  if (remote_) {
    // A peer must not learn of the user's actor.
    what->sender.reset(ctrl());
    what->stages.clear();
  }
  what->mid = one_way_id(what->mid);
  setup_.target->get()->enqueue(std::move(what), ctx);
  return verdict::taken;
}

// -- towards the users -------------------------------------------------------

void reply_port::enqueue(caf::mailbox_element_ptr what,
                         caf::execution_unit* ctx) {
  if (!what->mid.is_response()) {
    answer(
      what->sender, what->mid,
      make_error(ec::unsupported, who() + ": a reply port takes responses"),
      ctx);
    return;
  }
  std::optional<open_call> call;
  bool over = false;
  {
    std::unique_lock guard{calls_mtx_};
    call = calls_.close(what->mid.request_id().integer_value());
    over = closed_ && calls_.empty();
  }
  if (call)
    deliver(std::move(*call), std::move(what), ctx);
  else
    ++setup_.counters->unknown_responses;
  if (over)
    end(caf::none, ctx);
}

void reply_port::deliver(open_call call, caf::mailbox_element_ptr what,
                         caf::execution_unit* ctx) {
  auto& content = what->content();
  if (content.match_elements<caf::error>()) {
    answer(call.sender, call.mid, explain(content.get_as<caf::error>(0), who()),
           ctx);
    return;
  }
  if (!call.stages.empty()) {
    auto next = std::move(call.stages.back());
    call.stages.pop_back();
    what->sender = std::move(call.sender);
    what->mid = call.mid;
    what->stages = std::move(call.stages);
    next->enqueue(std::move(what), ctx);
    return;
  }
  // In the name of an actor of a third node, CAF would route the response.
  if (is_remote(call.sender))
    what->sender = nullptr;
  else if (remote_)
    what->sender = setup_.target;
  what->mid = call.mid.response_id();
  call.sender->enqueue(std::move(what), ctx);
}

std::optional<call_table::time_point>
reply_port::expire(call_table::time_point now) {
  std::vector<open_call> expired;
  std::optional<call_table::time_point> next;
  bool over = false;
  {
    std::unique_lock guard{calls_mtx_};
    expired = calls_.expire(now);
    next = calls_.earliest();
    over = closed_ && calls_.empty();
  }
  setup_.counters->expired += expired.size();
  for (auto& call : expired)
    answer(call.sender, call.mid,
           make_error(ec::deadline, who() + ": no answer within "
                                      + std::to_string(setup_.deadline.count())
                                      + " ms"),
           nullptr);
  if (over)
    end(caf::none, nullptr);
  return next;
}

// -- end ---------------------------------------------------------------------

std::vector<open_call> reply_port::close() {
  std::unique_lock guard{calls_mtx_};
  closed_ = true;
  return calls_.take_all();
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
  for (auto& call : close())
    answer(call.sender, call.mid, why, nullptr);
  end(why, nullptr);
}

void reply_port::target_is_down(const caf::error& why,
                                caf::execution_unit* ctx) {
  auto lost = close();
  setup_.counters->lost += lost.size();
  auto text = who() + ": the provider or its connection ended during the call";
  if (why)
    text += " (" + to_fault(why).text + ')';
  for (auto& call : lost)
    answer(call.sender, call.mid, make_error(ec::peer_lost, text), ctx);
  end(why, ctx);
}

void reply_port::end(caf::error why, caf::execution_unit* ctx) {
  setup_.target->get()->detach(end_watch<reply_port>::token_of(*this));
  cleanup(std::move(why), ctx);
}

void reply_port::on_destroy() {
  if (getf(is_cleaned_up_flag))
    return;
  for (auto& call : close())
    answer(call.sender, call.mid,
           make_error(ec::peer_lost, who() + ": the provider dropped the call"),
           nullptr);
  end(caf::exit_reason::unreachable, nullptr);
  caf::monitorable_actor::on_destroy();
}

// -- properties --------------------------------------------------------------

std::size_t reply_port::open_calls() const {
  std::unique_lock guard{calls_mtx_};
  return calls_.size();
}

bool reply_port::is_remote(const caf::strong_actor_ptr& x) const {
  return is_on_other_node(x, home_system());
}

std::string reply_port::who() const {
  return name_of(setup_.service, setup_.node);
}

const char* reply_port::name() const {
  return "aegis.reply-port";
}

} // namespace aegis::detail
