// In: messages from reply_port, of this node or, through mesh_broker, of
// others. Out: those that may pass, without their envelope, to a service actor;
// a refusal for the rest.

#include "actors/services/service_guard.hpp"

#include "actors/services/call_error.hpp"
#include "actors/services/guarded_message.hpp"
#include "actors/services/system_message.hpp"
#include "core/mistake.hpp"

#include <caf/attachable.hpp>

#include <algorithm>
#include <utility>

namespace aegis::detail {

namespace {

/// Callers beyond which those without open calls are forgotten.
constexpr std::size_t ports_prune_min = 1024;

enum class watched { instance, caller };

/// Tells a guard of the end of an actor; holds it weakly.
class guard_watch : public caf::attachable {
public:
  static constexpr std::size_t token_type = 0x61656767;

  guard_watch(const service_guard& guard, caf::actor_addr whom, watched as)
    : guard_(guard.ctrl()), whom_(std::move(whom)), as_(as) {}

  static token token_of(const service_guard& guard) {
    return {token_type, guard.ctrl()};
  }

  void actor_exited(const caf::error& why, caf::execution_unit* ctx) override {
    plain_actor<service_guard> guard{guard_.lock()};
    if (!guard)
      return;
    if (as_ == watched::instance)
      guard->instance_ended(whom_, why, ctx);
    else
      guard->caller_ended(whom_);
  }

  bool matches(const token& x) override {
    return x.subtype == token_type && x.ptr == guard_.get();
  }

private:
  caf::weak_actor_ptr guard_;
  caf::actor_addr whom_;
  watched as_;
};

/// Reads the envelope and counts the values before it.
call_envelope read_envelope(const caf::type_erased_tuple& content,
                            std::size_t& size) {
  size = content.size();
  if (size > 0 && content.type_nr(size - 1) == caf::type_nr<std::string>::value)
    if (auto x = decode_envelope(content.get_as<std::string>(size - 1))) {
      --size;
      return std::move(*x);
    }
  call_envelope result;
  result.time_left = defaults::call_deadline;
  return result;
}

} // namespace

plain_actor<service_guard> service_guard::make(caf::actor_system& sys,
                                               guard_setup setup) {
  return make_plain_actor<service_guard>(sys, std::move(setup));
}

service_guard::service_guard(caf::actor_config& cfg, guard_setup setup)
  : caf::monitorable_actor(cfg),
    setup_(std::move(setup)),
    figures_(std::make_shared<guard_figures>(setup_.service, setup_.alarm)),
    ports_prune_at_(ports_prune_min) {
  // nop
}

// -- instances ---------------------------------------------------------------

void service_guard::add_instance(caf::strong_actor_ptr x) {
  {
    std::unique_lock guard{mtx_};
    if (instances_.empty() && interface_.empty())
      interface_ = x->get()->message_types();
    instances_.push_back(std::make_shared<service_instance>(x));
  }
  // An actor that has ended already calls back now.
  x->get()->attach(
    std::make_unique<guard_watch>(*this, x->address(), watched::instance));
}

std::vector<caf::strong_actor_ptr> service_guard::instances() const {
  std::vector<caf::strong_actor_ptr> result;
  std::unique_lock guard{mtx_};
  for (auto& x : instances_)
    result.push_back(x->actor);
  return result;
}

void service_guard::instance_ended(const caf::actor_addr& x,
                                   const caf::error& why,
                                   caf::execution_unit* ctx) {
  instance_ptr gone;
  std::vector<plain_actor<answer_port>> ports;
  auto last = false;
  {
    std::unique_lock guard{mtx_};
    auto i = std::find_if(instances_.begin(), instances_.end(),
                          [&](auto& y) { return y->actor->address() == x; });
    if (i == instances_.end())
      return;
    gone = std::move(*i);
    instances_.erase(i);
    gone->ended = true;
    last = instances_.empty();
    for (auto& [caller, port] : ports_)
      ports.push_back(port);
  }
  auto text = who() + ": its actor has ended";
  for (auto& port : ports)
    for (auto& call : port->take(*gone))
      call->lose(text);
  if (last && !setup_.supervised)
    end(why, ctx);
  if (setup_.on_instance_end)
    setup_.on_instance_end(x, why);
}

/// The one of two with fewer calls; which two takes turns.
service_guard::instance_ptr service_guard::choose() {
  std::unique_lock guard{mtx_};
  auto n = instances_.size();
  if (n <= 1)
    return n == 0 ? nullptr : instances_.front();
  auto turn = turn_.fetch_add(1, std::memory_order_relaxed);
  auto& x = instances_[turn % n];
  auto& y = instances_[(turn + 1 + turn / n % (n - 1)) % n];
  return y->open < x->open ? y : x;
}

// -- callers -----------------------------------------------------------------

plain_actor<answer_port>
service_guard::port_of(const caf::strong_actor_ptr& caller) {
  auto address = caller->address();
  {
    std::unique_lock guard{mtx_};
    auto i = ports_.find(address);
    if (AEGIS_MISTAKE(caller_of_another_connection) && i == ports_.end())
      i = ports_.begin();
    if (i != ports_.end())
      return i->second;
  }
  auto fresh = make_plain_actor<answer_port>(home_system(),
                                             setup_.hub->identify(caller));
  {
    std::unique_lock guard{mtx_};
    auto [i, added] = ports_.emplace(address, fresh);
    if (!added)
      return i->second;
    if (ports_.size() >= ports_prune_at_)
      drop_idle_ports();
  }
  caller->get()->attach(
    std::make_unique<guard_watch>(*this, address, watched::caller));
  return fresh;
}

/// Called under the lock. A caller that comes again gets another port; its
/// watch stays attached and does no harm.
void service_guard::drop_idle_ports() {
  for (auto i = ports_.begin(); i != ports_.end();)
    i = i->second->idle() ? ports_.erase(i) : std::next(i);
  ports_prune_at_ = std::max(ports_prune_min, 2 * ports_.size());
}

void service_guard::caller_ended(const caf::actor_addr& x) {
  plain_actor<answer_port> gone;
  {
    std::unique_lock guard{mtx_};
    auto i = ports_.find(x);
    if (i == ports_.end())
      return;
    gone = std::move(i->second);
    ports_.erase(i);
  }
  auto why = make_error(ec::peer_lost, who() + ": the caller has ended");
  for (auto& call : gone->take_all())
    call->fail(why);
}

// -- messages ----------------------------------------------------------------

void service_guard::refuse(std::optional<fault> why) {
  std::unique_lock guard{mtx_};
  refusing_ = why.has_value();
  refusal_ = std::move(why);
}

std::optional<caf::error> service_guard::refusal() const {
  if (!refusing_)
    return std::nullopt;
  std::unique_lock guard{mtx_};
  if (!refusal_)
    return std::nullopt;
  return make_refusal(refusal_->code, who() + ": " + refusal_->text);
}

/// @returns why the message must not pass, or nothing and how it shall.
std::optional<caf::error> service_guard::admit(const caf::mailbox_element& what,
                                               admission& out, time_point now) {
  if (stopped_)
    return make_refusal(ec::peer_lost, who() + ": its actor has ended");
  if (what.mid.is_response() || classify(what) != message_class::user)
    return make_error(ec::unsupported,
                      who() + ": system messages do not reach it");
  auto& content = what.content();
  out.envelope = read_envelope(content, out.size);
  if (what.sender)
    out.port = port_of(what.sender);
  auto& gate = *setup_.gate;
  if (!gate.open()) {
    auto ask = [&](known_verdicts& known) {
      return gate.admits(out.port ? out.port->who() : std::nullopt,
                         setup_.service, content, out.size, known, now);
    };
    known_verdicts nobody;
    if (!(out.port ? out.port->with_verdicts(ask) : ask(nobody))) {
      ++figures_->not_authorized;
      return make_error(ec::not_authorized,
                        who()
                          + ": the rules of the node do not permit this "
                            "caller and message");
    }
  }
  if (auto why = refusal())
    return why;
  if (out.envelope.time_left.count() <= 0) {
    ++figures_->expired;
    return make_error(ec::deadline, who() + ": the call's time was up");
  }
  if (figures_->calls.in_flight >= setup_.in_flight_max) {
    ++figures_->overloaded;
    return make_refusal(ec::overloaded, who() + ": "
                                          + std::to_string(setup_.in_flight_max)
                                          + " calls are not answered yet");
  }
  out.instance = choose();
  if (!out.instance)
    return make_refusal(ec::peer_lost, who() + ": its actor is started again");
  return std::nullopt;
}

void service_guard::enqueue(caf::mailbox_element_ptr what,
                            caf::execution_unit* ctx) {
  auto now = setup_.alarm->now();
  ++figures_->calls.calls;
  admission x{};
  if (auto why = admit(*what, x, now)) {
    figures_->calls.failed(code_of(*why));
    answer(what->sender, what->mid, std::move(*why), ctx);
    return;
  }
  pass(std::move(what), std::move(x), now, ctx);
}

void service_guard::pass(caf::mailbox_element_ptr what, admission x,
                         time_point now, caf::execution_unit* ctx) {
  auto is_request = what->mid.is_request() && x.port;
  auto call = caf::make_counted<served_call>(
    figures_, x.instance, setup_.timers, std::move(x.envelope),
    is_request ? what->sender : nullptr, what->mid, now);
  auto sender = what->sender;
  auto mid = what->mid;
  if (is_request) {
    mid = caf::message_id{call->wait_at(x.port)}.with_category(mid.category());
    sender = x.port.ptr();
  }
  auto& target = *x.instance->actor->get();
  caf::mailbox_element_ptr guarded{
    new guarded_message(std::move(what), x.size, std::move(sender), mid, call)};
  target.enqueue(std::move(guarded), ctx);
  if (x.instance->ended) // before the call was filed
    call->lose(who() + ": its actor has ended");
}

// -- end ---------------------------------------------------------------------

void service_guard::stop(caf::error why) {
  end(std::move(why), nullptr);
}

void service_guard::end(caf::error why, caf::execution_unit* ctx) {
  if (stopped_.exchange(true))
    return;
  std::vector<instance_ptr> instances;
  std::unordered_map<caf::actor_addr, plain_actor<answer_port>> ports;
  {
    std::unique_lock guard{mtx_};
    instances.swap(instances_);
    ports.swap(ports_);
  }
  for (auto& x : instances)
    x->actor->get()->detach(guard_watch::token_of(*this));
  for (auto& [caller, port] : ports)
    for (auto& call : port->take_all())
      call->fail(
        why.category() == error_category
          ? why
          : make_error(ec::peer_lost, who() + ": its actor has ended"));
  cleanup(std::move(why), ctx);
}

std::set<std::string> service_guard::message_types() const {
  return interface_;
}

void service_guard::on_destroy() {
  if (getf(is_cleaned_up_flag))
    return;
  end(caf::exit_reason::unreachable, nullptr);
  caf::monitorable_actor::on_destroy();
}

std::string service_guard::who() const {
  return name_of(setup_.service);
}

const char* service_guard::name() const {
  return "aegis.service-guard";
}

} // namespace aegis::detail
