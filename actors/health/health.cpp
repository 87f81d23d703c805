// In: questions about this node's health from its endpoint (for peers) and from
// the application. Out: answers, and runs of the checkers to their runner.

#include "actors/health/health.hpp"

#include "aegis/error.hpp"

#include <utility>

namespace aegis::detail {

health_internal_actor::behavior_type health_state::make_behavior() {
  return {
    [this](const health_query&) { return ledger.current(); },
    [this](const health_check&) { return on_health_check(); },
    [this](const health_update& x) { return on_health_update(x); },
    [this](const checker_addition& x) { return on_checker_addition(x); },
    [this](const checks_due&) { on_checks_due(); },
  };
}

void health_state::schedule() {
  self->delayed_send(self, deps.settings.interval, checks_due{});
}

void health_state::on_checks_due() {
  run();
  schedule();
}

caf::result<health> health_state::on_health_check() {
  auto promise = self->make_response_promise();
  waiters.push_back(promise);
  run();
  return promise;
}

health health_state::on_health_update(const health_update& x) {
  ledger.set(x.status, x.message, deps.now());
  return ledger.current();
}

caf::result<caf::unit_t>
health_state::on_checker_addition(const checker_addition& x) {
  if (!x.checker)
    return make_error(ec::invalid_argument, "checker: null");
  if (deps.checkers.size() >= deps.settings.checkers_max)
    return make_error(ec::overloaded,
                      "checker " + name_of(*x.checker) + ": there are "
                        + std::to_string(deps.checkers.size()) + " already");
  deps.checkers.push_back(x.checker);
  run_again = running;
  run();
  return caf::unit;
}

void health_state::run() {
  if (running)
    return;
  if (deps.checkers.empty())
    return on_report({});
  if (!runner)
    runner = deps.detach_checks
               ? self->spawn<caf::detached + caf::linked>(check_runner)
               : self->spawn<caf::linked>(check_runner);
  running = true;
  self->request(runner, caf::infinite, check_run{deps.checkers})
    .then([this](const check_report& report) { on_report(report); },
          [this](const caf::error& why) { on_runner_error(why); });
}

void health_state::on_report(const check_report& report) {
  running = false;
  ledger.record(report.findings, deps.now());
  // Who asked since a checker was added is told what that one found, too.
  if (std::exchange(run_again, false))
    run();
  else
    answer_waiters();
}

void health_state::on_runner_error(const caf::error& why) {
  check_report report;
  report.findings.push_back({"runner", to_fault(why)});
  on_report(report);
}

void health_state::answer_waiters() {
  for (auto& promise : std::exchange(waiters, {}))
    promise.deliver(ledger.current());
}

health_internal_actor::behavior_type health_monitor(health_state::pointer self,
                                                    health_deps deps) {
  self->state.deps = std::move(deps);
  self->state.run();
  self->state.schedule();
  return self->state.make_behavior();
}

} // namespace aegis::detail
