// In: messages of users, in their threads. Out: calls, to the reply_port of the
// provider that the policy chooses.

#include "actors/services/service_handle.hpp"

#include "actors/services/call_error.hpp"
#include "actors/services/candidate_ports.hpp"
#include "mesh/hash.hpp"

#include <algorithm>
#include <utility>

namespace aegis::detail {

namespace {

/// Until the pool knows the handle, requests wait.
std::unique_ptr<provider_list> first_list() {
  auto result = std::make_unique<provider_list>();
  result->connecting = true;
  return result;
}

bool is_alive(const provider_list& x) {
  return std::any_of(x.ports.begin(), x.ports.end(),
                     [](auto& port) { return port->alive(); });
}

} // namespace

service_handle::service_handle(caf::actor_config& cfg, handle_setup_ptr x)
  : caf::monitorable_actor(cfg),
    setup_(std::move(x)),
    // Handles start at different providers, or the first one would get the
    // first call of each.
    state_(mesh::mix(setup_->seed + id())),
    list_(first_list()),
    parked_(setup_->options.parked_max) {
  // nop
}

// -- messages of users -------------------------------------------------------

void service_handle::enqueue(caf::mailbox_element_ptr what,
                             caf::execution_unit* ctx) {
  take(std::move(what), setup_->options, ctx);
}

void service_handle::take(caf::mailbox_element_ptr what,
                          const call_options& own, caf::execution_unit* ctx) {
  if (!admit(*what, ctx))
    return;
  auto now = setup_->alarm->now();
  auto call = caf::make_counted<service_call>(
    setup_, caf::weak_actor_ptr{ctrl()}, *what, terms_of(own, now), now);
  auto limit = setup_->options.handle_in_flight_max;
  if (call->is_request() && setup_->in_flight > limit) {
    refuse(*call,
           {ec::overloaded,
            std::to_string(limit) + " calls of this handle are open"},
           ctx);
    return;
  }
  call->arm();
  if (!parked_.empty() || !dispatch(*call, now, ctx))
    park(*call, now, ctx);
}

/// Returns whether the message is one for providers.
bool service_handle::admit(const caf::mailbox_element& what,
                           caf::execution_unit* ctx) {
  auto kind = what.mid.is_response() ? message_class::system : classify(what);
  if (kind == message_class::user)
    return true;
  ++setup_->counters->system_messages;
  if (kind == message_class::exit) {
    if (auto& why = exit_reason_of(what))
      end(why);
    return false;
  }
  answer(what.sender, what.mid,
         make_error(ec::unsupported, name_of(setup_->service)
                                       + ": system messages and streams do not "
                                         "pass a service handle"),
         ctx);
  return false;
}

call_terms service_handle::terms_of(const call_options& own,
                                    time_point now) const {
  auto deadline
    = own.deadline.count() > 0
        ? std::min<std::chrono::milliseconds>(own.deadline, defaults::wait_max)
        : setup_->options.deadline;
  auto hash = own.key.empty() ? 0 : mesh::hasher{}.text(own.key).result();
  return {now + deadline, own.idempotent, own.key, hash, own.trace};
}

// -- the choice of a provider ------------------------------------------------

/// Ejected providers are the last resort: when no other can take the call.
service_handle::choice service_handle::pick(const service_call& call,
                                            time_point now) const {
  auto list = list_.read();
  mesh::selection_input input{
    call.terms().key_hash,
    setup_->counters->figures.in_flight.load(std::memory_order_relaxed)};
  candidate_ports candidates{*list, call, now, state_.random, false};
  auto chosen = list->selector.pick(candidates, state_, input);
  if (!chosen) {
    candidate_ports all{*list, call, now, state_.random, true};
    chosen = mesh::any_usable(all, state_.random);
  }
  if (chosen)
    return {list->ports[*chosen], true};
  // Of the same list: the next one may have come meanwhile.
  return {{}, is_alive(*list)};
}

service_handle::outcome_of_sending
service_handle::send(service_call& call, time_point now,
                     caf::execution_unit* ctx) {
  // A port that dies or fills up between choice and sending is not chosen
  // again, so this ends.
  for (;;) {
    auto [port, is_reachable] = pick(call, now);
    if (!port)
      return is_reachable ? outcome_of_sending::full
                          : outcome_of_sending::nobody;
    if (port->send(call, now, ctx) == reply_port::verdict::taken)
      return outcome_of_sending::sent;
  }
}

/// Sends a call for the first time, or answers `ec::overloaded`.
/// @returns false if there is no live provider.
bool service_handle::dispatch(service_call& call, time_point now,
                              caf::execution_unit* ctx) {
  if (call.answered())
    return true;
  switch (send(call, now, ctx)) {
    case outcome_of_sending::sent:
      return true;
    case outcome_of_sending::nobody:
      return false;
    case outcome_of_sending::full:
      refuse(call,
             {ec::overloaded, std::to_string(setup_->options.in_flight_max)
                                + " calls are open to each provider"},
             ctx);
      return true;
  }
  return true;
}

bool service_handle::has_other_provider(const service_call& x,
                                        time_point now) const {
  auto list = list_.read();
  candidate_ports all{*list, x, now, state_.random, true};
  return mesh::usable_from(all, 0).has_value();
}

bool service_handle::send_again(service_call& x, time_point now) {
  return !ended_ && send(x, now, nullptr) == outcome_of_sending::sent;
}

// -- waiting -----------------------------------------------------------------

void service_handle::park(service_call& call, time_point since,
                          caf::execution_unit* ctx) {
  service_call_ptr ptr{&call};
  for (;;)
    switch (parked_.park(ptr, since, ctrl(), [this] { return decide(); })) {
      case parked_messages::verdict::parked:
        setup_->alarm->need(since + patience());
        return;
      case parked_messages::verdict::full:
        refuse(call,
               {ec::overloaded, std::to_string(setup_->options.parked_max)
                                  + " messages wait for a provider"},
               ctx);
        return;
      case parked_messages::verdict::refused:
        refuse(call, reason(), ctx);
        return;
      case parked_messages::verdict::go:
        if (dispatch(call, setup_->alarm->now(), ctx))
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
  return may_come() || setup_->options.park.count() > 0 ? decision::wait
                                                        : decision::refuse;
}

bool service_handle::reachable() const {
  return is_alive(*list_.read());
}

/// A list whose ports have all died is about to be replaced.
bool service_handle::may_come() const {
  auto list = list_.read();
  return list->connecting || !list->ports.empty();
}

/// How long a message may wait as things are.
std::chrono::milliseconds service_handle::patience() const {
  return may_come() ? setup_->options.deadline : setup_->options.park;
}

std::optional<service_handle::time_point>
service_handle::expire(time_point now) {
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
void service_handle::refuse(service_call& call, fault why,
                            caf::execution_unit* ctx) {
  auto& counters = *setup_->counters;
  if (!call.is_request()) {
    ++counters.dropped;
    answer(call.sender(), call.mid(), to_error(why), ctx);
    return;
  }
  auto error = make_error(why.code, name_of(setup_->service) + ": " + why.text);
  if (call.fail(std::move(error), ctx))
    ++(why.code == ec::overloaded ? counters.overloaded
       : why.code == ec::deadline ? counters.expired
                                  : counters.no_providers);
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
    return dispatch(*waiting.what, setup_->alarm->now(), nullptr);
  });
  if (auto next = expire(setup_->alarm->now()))
    setup_->alarm->need(*next);
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
  return setup_->interface;
}

const char* service_handle::name() const {
  return "aegis.service-handle";
}

} // namespace aegis::detail
