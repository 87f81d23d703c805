// In: how many clients and providers. Out: calls, and what is wrong with their
// answers.

#include "simulation/runs/workload.hpp"

#include "aegis/caller.hpp"
#include "aegis/error.hpp"

#include <caf/event_based_actor.hpp>
#include <caf/make_actor.hpp>

#include <utility>

namespace aegis::simulation {

namespace {

using namespace std::chrono_literals;

/// Long enough for a retry, short against the time of a scenario.
constexpr std::chrono::milliseconds call_deadline = 5s;

caf::actor spawn_provider(simulated_node& node) {
  return node.spawn([id = node.id()](caf::actor_system& sys) {
    return sys.spawn([=](caf::event_based_actor* self) -> caf::behavior {
      return {
        [=](std::uint64_t, const std::string&) -> caf::result<std::string> {
          auto who = caller_of(self);
          if (!who)
            return who.error();
          return id + ' ' + who->node_id;
        },
      };
    });
  });
}

} // namespace

const service_id& workload_service() {
  static const service_id result{"workload", "v1"};
  return result;
}

// -- one client's eyes ------------------------------------------------------------

call_probe::call_probe(caf::actor_config& cfg, std::weak_ptr<const listener> f)
  : caf::monitorable_actor(cfg), on_answer_(std::move(f)) {
  // nop
}

void call_probe::call(const caf::actor& whom, std::uint64_t request,
                      std::size_t payload_bytes) {
  whom->enqueue(caf::strong_actor_ptr{ctrl()}, caf::make_message_id(request),
                caf::make_message(request, std::string(payload_bytes, 'x')),
                nullptr);
}

void call_probe::enqueue(caf::mailbox_element_ptr x, caf::execution_unit*) {
  if (!x->mid.is_response())
    return;
  answer result;
  result.request = x->mid.request_id().integer_value();
  const auto& content = x->content();
  if (content.match_elements<std::string>())
    result.text = content.get_as<std::string>(0);
  else if (content.match_elements<caf::error>())
    result.error = to_fault(content.get_as<caf::error>(0));
  else
    result.error = {ec::malformed_message, "not an answer of this service"};
  if (auto f = on_answer_.lock())
    (*f)(result);
}

// -- all of them ------------------------------------------------------------------

workload::workload(run_context& context) : context_(context) {
  // nop
}

workload::~workload() {
  // nop
}

void workload::begin() {
  const auto& what = context_.result.what;
  auto& there = context_.there;
  for (std::size_t i = 0; i < std::min(what.providers, there.size()); ++i)
    there[i].provide(workload_service(), spawn_provider);
  if (what.clients == 0 || what.calls_per_second <= 0)
    return;
  auto interval = duration{static_cast<duration::rep>(
    static_cast<double>(duration{1s}.count()) / what.calls_per_second)};
  for (std::size_t i = 0; i < std::min(what.clients, there.size()); ++i) {
    clients_.push_back(std::make_unique<client>());
    auto& x = *clients_.back();
    x.node = there.size() - 1 - i;
    // Spread, so that they do not call all at once.
    auto offset = duration{static_cast<duration::rep>(
      there.random() % static_cast<std::uint64_t>(interval.count()))};
    there.after(offset, [this, &x, interval] {
      call(x);
      context_.there.every(interval, [this, &x] { call(x); });
    });
  }
}

/// Gives a client of a new life a handle and a probe of its own.
void workload::prepare(client& x) {
  auto& node = context_.there[x.node];
  if (x.life == node.lives())
    return;
  abandon(x.node);
  stretches_.erase(x.node);
  x.life = node.lives();
  call_options options;
  options.deadline = call_deadline;
  x.handle = node.service(workload_service(), options);
  auto& sys = context_.there.system();
  caf::actor_config cfg;
  x.listener = std::make_shared<const call_probe::listener>(
    [this, which = x.node](const call_probe::answer& y) {
      on_answer(which, y);
    });
  x.probe = caf::make_actor<call_probe, caf::strong_actor_ptr>(
    sys.next_actor_id(), sys.node(), &sys, cfg, x.listener);
}

/// Nobody hears the answers of a node that has ended.
void workload::abandon(std::size_t node) {
  for (auto i = open_.begin(); i != open_.end();)
    if (i->second.client == node) {
      ++context_.result.calls.abandoned;
      i = open_.erase(i);
    } else {
      ++i;
    }
}

void workload::call(client& x) {
  auto& node = context_.there[x.node];
  if (!node.running()) {
    abandon(x.node);
    return;
  }
  if (node.frozen())
    return;
  prepare(x);
  auto now = context_.there.now();
  open_.emplace(++last_request_, open_call{x.node, now});
  ++context_.result.calls.made;
  scheduler::in scope{scheduler::of(context_.there.system()),
                      domain_of(static_cast<node_index>(x.node))};
  static_cast<call_probe*>(x.probe->get())
    ->call(x.handle, last_request_, context_.result.what.payload_bytes);
}

void workload::on_answer(std::size_t which, const call_probe::answer& x) {
  auto& there = context_.there;
  auto& figures = context_.result.calls;
  auto found = open_.find(x.request);
  if (found == open_.end()) {
    if (there[which].running() && on_double_answer)
      on_double_answer("call " + std::to_string(x.request) + " of node "
                       + there[which].id() + " was answered once more");
    return;
  }
  auto time = there.now() - found->second.since;
  open_.erase(found);
  if (x.text.empty()) {
    ++figures.errors[to_string(x.error.code)];
    ++failed_since_sample;
    if (context_.truth.is_quiet(there.now()) && on_needless_error)
      on_needless_error("a call of node " + there[which].id()
                        + " failed while all was quiet: " + x.error.text);
    return;
  }
  ++figures.answered;
  ++answered_since_sample;
  figures.times.push_back(time);
  auto space = x.text.find(' ');
  auto caller = x.text.substr(space + 1);
  if (caller != there[which].id() && on_wrong_caller)
    on_wrong_caller("a call of node " + there[which].id()
                    + " was taken for one of node " + caller);
  auto& answers_so_far = stretches_[which];
  if (!context_.truth.is_quiet(there.now())) {
    answers_so_far = {there.now(), {}};
    return;
  }
  ++answers_so_far.answers[x.text.substr(0, space)];
}

} // namespace aegis::simulation
