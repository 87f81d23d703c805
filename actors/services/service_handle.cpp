// In: messages of users, in their threads. Out: the same messages to the
// reply_port of the provider whose turn it is.

#include "actors/services/service_handle.hpp"

#include "actors/services/call_error.hpp"

#include <algorithm>
#include <utility>

namespace aegis::detail {

namespace {

/// Full providers that a call tries before it is refused.
constexpr std::size_t full_ports_max = 8;

/// Until the pool knows the handle, requests wait.
std::unique_ptr<provider_list> first_list() {
  auto result = std::make_unique<provider_list>();
  result->connecting = true;
  return result;
}

} // namespace

service_handle::service_handle(caf::actor_config& cfg, handle_setup x)
  : caf::monitorable_actor(cfg),
    setup_(std::move(x)),
    // Handles start at different providers, or the first one would get the
    // first call of each.
    turn_(static_cast<std::size_t>(id() * 0x9E3779B97F4A7C15u >> 32)),
    list_(first_list()),
    parked_(setup_.options.parked_max) {
  // nop
}

// -- messages of users -------------------------------------------------------

void service_handle::enqueue(caf::mailbox_element_ptr what,
                             caf::execution_unit* ctx) {
  if (!admit(*what, ctx))
    return;
  auto now = setup_.alarm->now();
  if (!parked_.empty() || !dispatch(what, now, ctx))
    park(std::move(what), now, ctx);
}

/// Returns whether the message is one for providers.
bool service_handle::admit(const caf::mailbox_element& what,
                           caf::execution_unit* ctx) {
  auto kind = what.mid.is_response() ? message_class::system : classify(what);
  if (kind == message_class::user)
    return true;
  ++setup_.counters->system_messages;
  if (kind == message_class::exit) {
    if (auto& why = exit_reason_of(what))
      end(why);
    return false;
  }
  answer(what.sender, what.mid,
         make_error(ec::unsupported, name_of(setup_.service)
                                       + ": system messages and streams do not "
                                         "pass a service handle"),
         ctx);
  return false;
}

/// Returns the first live port from `start` on.
plain_actor<reply_port> service_handle::pick(std::size_t start) const {
  auto list = list_.read();
  auto& ports = list->ports;
  for (std::size_t i = 0; i < ports.size(); ++i) {
    auto& port = ports[(start + i) % ports.size()];
    if (port->alive())
      return port;
  }
  return {};
}

/// Passes the message on, or answers `ec::overloaded`.
/// @returns false if there is no live provider; the message is still there.
bool service_handle::dispatch(caf::mailbox_element_ptr& what,
                              parked_messages::time_point since,
                              caf::execution_unit* ctx) {
  auto start = turn_.fetch_add(1, std::memory_order_relaxed);
  for (std::size_t full = 0;;) {
    auto port = pick(start + full);
    if (!port)
      return false;
    switch (port->send(what, since, ctx)) {
      case reply_port::verdict::taken:
        return true;
      case reply_port::verdict::dead:
        break; // the next pick passes over it
      case reply_port::verdict::full:
        if (++full == full_ports_max || full >= list_.read()->ports.size()) {
          refuse(*what,
                 {ec::overloaded, std::to_string(setup_.options.in_flight_max)
                                    + " calls are open to each provider"},
                 ctx);
          return true;
        }
    }
  }
}

// -- waiting -----------------------------------------------------------------

void service_handle::park(caf::mailbox_element_ptr what,
                          parked_messages::time_point since,
                          caf::execution_unit* ctx) {
  for (;;)
    switch (parked_.park(what, since, ctrl(), [this] { return decide(); })) {
      case parked_messages::verdict::parked:
        setup_.alarm->need(since + patience());
        return;
      case parked_messages::verdict::full:
        refuse(*what,
               {ec::overloaded, std::to_string(setup_.options.parked_max)
                                  + " messages wait for a provider"},
               ctx);
        return;
      case parked_messages::verdict::refused:
        refuse(*what, reason(), ctx);
        return;
      case parked_messages::verdict::go:
        if (dispatch(what, since, ctx))
          return;
    }
}

/// What to do with a message that found no provider. Called under the lock of
/// `parked_`, which the pool takes after each publication, so a message cannot
/// begin to wait for something that has already happened.
parked_messages::decision service_handle::decide() const {
  using decision = parked_messages::decision;
  if (ended_)
    return decision::refuse;
  if (reachable())
    return decision::go;
  return may_come() || setup_.options.park.count() > 0 ? decision::wait
                                                       : decision::refuse;
}

bool service_handle::reachable() const {
  auto list = list_.read();
  return std::any_of(list->ports.begin(), list->ports.end(),
                     [](auto& port) { return port->alive(); });
}

/// A list whose ports have all died is about to be replaced.
bool service_handle::may_come() const {
  auto list = list_.read();
  return list->connecting || !list->ports.empty();
}

/// How long a message may wait as things are.
std::chrono::milliseconds service_handle::patience() const {
  return may_come() ? setup_.options.deadline : setup_.options.park;
}

std::optional<parked_messages::time_point>
service_handle::expire(parked_messages::time_point now) {
  auto window = ended_ ? std::chrono::milliseconds{0} : patience();
  auto why = reason();
  if (may_come())
    why.code = ec::deadline;
  for (auto& x : parked_.expire(now - window))
    refuse(*x.what, why, nullptr);
  auto oldest = parked_.oldest();
  if (!oldest)
    return std::nullopt;
  return *oldest + window;
}

fault service_handle::reason() const {
  if (ended_)
    return {ec::shutting_down, "the handle has ended"};
  return list_.read()->why;
}

/// Answers a request that cannot be served; counts it or a one-way message.
void service_handle::refuse(const caf::mailbox_element& what, fault why,
                            caf::execution_unit* ctx) {
  auto& counters = *setup_.counters;
  if (!what.mid.is_request()) {
    ++counters.dropped;
    return;
  }
  ++(why.code == ec::overloaded ? counters.overloaded
     : why.code == ec::deadline ? counters.expired
                                : counters.no_providers);
  answer(what.sender, what.mid,
         make_error(why.code, name_of(setup_.service) + ": " + why.text), ctx);
}

// -- for the service pool ----------------------------------------------------

std::vector<plain_actor<reply_port>> service_handle::ports() const {
  return list_.read()->ports;
}

void service_handle::publish(std::unique_ptr<const provider_list> x) {
  std::set<const reply_port*> stay;
  for (auto& port : x->ports)
    stay.insert(port.get());
  std::vector<plain_actor<reply_port>> gone;
  {
    std::unique_lock guard{writer_mtx_};
    if (ended_) {
      gone = x->ports;
    } else {
      for (auto& port : ports())
        if (stay.count(port.get()) == 0)
          gone.push_back(port);
      list_.publish(std::move(x));
    }
  }
  for (auto& port : gone)
    port->retire();
  parked_.drain([this](parked_messages::entry& waiting) {
    return dispatch(waiting.what, waiting.since, nullptr);
  });
  if (auto next = expire(setup_.alarm->now()))
    setup_.alarm->need(*next);
}

// -- end ---------------------------------------------------------------------

void service_handle::close() {
  std::vector<plain_actor<reply_port>> gone;
  {
    std::unique_lock guard{writer_mtx_};
    if (ended_.exchange(true))
      return;
    gone = ports();
    list_.publish(std::make_unique<provider_list>());
  }
  for (auto& port : gone)
    port->retire();
  for (auto& x : parked_.take_all())
    refuse(*x.what, reason(), nullptr);
}

void service_handle::end(const caf::error& why) {
  close();
  auto copy = why;
  cleanup(std::move(copy), nullptr);
}

void service_handle::on_destroy() {
  if (getf(is_cleaned_up_flag))
    return;
  end(caf::exit_reason::unreachable);
  caf::monitorable_actor::on_destroy();
}

// -- properties --------------------------------------------------------------

std::set<std::string> service_handle::message_types() const {
  return setup_.interface;
}

const char* service_handle::name() const {
  return "aegis.service-handle";
}

} // namespace aegis::detail
