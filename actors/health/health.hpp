#pragma once

#include "actors/health/check_runner.hpp"
#include "actors/health/health_ledger.hpp"
#include "aegis/actors.hpp"
#include "aegis/settings.hpp"

#include <caf/response_promise.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <functional>
#include <vector>

namespace aegis::detail {

/// The timer of the health actor: run the checkers again.
struct checks_due {};

/// The interface of the health actor with what it sends to itself.
using health_internal_actor = health_actor::extend<caf::reacts_to<checks_due>>;

struct health_deps {
  node_settings::health_settings settings;
  std::vector<health_checker_ptr> checkers;
  std::function<timestamp_ms()> now; ///< wall clock
  /// Gives the checkers a thread of their own. Off only where a deterministic
  /// scheduler runs everything.
  bool detach_checks = true;
};

/// Owns the health of the node, the checkers and their runner.
///
/// At most one run of the checkers is under way; who asks meanwhile gets its
/// result. Anyone may ask. If it ends, health is no longer answered; nobody
/// starts it again.
struct health_state {
  using pointer = health_internal_actor::stateful_pointer<health_state>;

  static constexpr const char* name = "aegis.health";

  explicit health_state(pointer ptr) : self(ptr) {}

  health_internal_actor::behavior_type make_behavior();

  void on_checks_due();
  caf::result<health> on_health_check();
  health on_health_update(const health_update& x);
  caf::result<caf::unit_t> on_checker_addition(const checker_addition& x);

  void schedule();
  void run();
  void on_report(const check_report& report);
  void on_runner_error(const caf::error& why);
  void answer_waiters();

  pointer self;
  health_deps deps;
  health_ledger ledger;
  check_runner_actor runner; ///< spawned with the first checker
  std::vector<caf::response_promise> waiters;
  bool running = false;
  bool run_again = false; ///< a checker was added during the run
};

health_internal_actor::behavior_type health_monitor(health_state::pointer self,
                                                    health_deps deps);

} // namespace aegis::detail

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::checks_due)
