#pragma once

#include "aegis/defaults.hpp"
#include "aegis/export.hpp"
#include "aegis/service_id.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace AEGIS_PUBLIC aegis {

/// Which provider a call goes to; docs/services.md says which one for what.
enum class pick_policy : std::uint8_t {
  /// Takes turns.
  round_robin,
  /// Any.
  random,
  /// The one of two random ones with fewer unanswered calls.
  least_outstanding,
  /// The one of two random ones that should answer sooner.
  peak_ewma,
  /// In proportion to the label `aegis.weight` of the providers' nodes, 0 to
  /// 1000, 100 where it is absent.
  weighted,
  /// The same one for the same `call_options::key`, as far as its load permits.
  consistent_hash,
};

/// Returns the name of `x` as written in the enumeration.
AEGIS_PUBLIC std::string to_string(pick_policy x);

/// Names what a call is part of, for logs and traces of several nodes. The
/// library passes it on and does nothing else with it.
struct trace_id {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
};

inline bool operator==(const trace_id& x, const trace_id& y) {
  return x.high == y.high && x.low == y.low;
}

/// How calls through one service handle behave.
struct call_options {
  /// After this time a request is answered `ec::deadline`; zero takes the
  /// node's default, `node_settings::services.call_deadline`. What is left of
  /// it travels with the call.
  std::chrono::milliseconds deadline{0};

  /// How long a request may wait for a first provider; zero answers
  /// `ec::no_providers` at once. A request that arrives while known providers
  /// are still being connected waits in any case, within the deadline.
  std::chrono::milliseconds park{0};

  /// Requests that wait so, at most; further ones get `ec::overloaded`.
  std::size_t parked_max = defaults::parked_max;

  /// Unanswered requests per provider, at most; further ones get
  /// `ec::overloaded`.
  std::size_t in_flight_max = defaults::in_flight_max;

  /// Unanswered requests of the whole handle, at most; further ones get
  /// `ec::overloaded`.
  std::size_t handle_in_flight_max = defaults::handle_in_flight_max;

  // -- which provider --------------------------------------------------------

  pick_policy policy = pick_policy::round_robin;

  /// Providers of other regions are called only if none of this node's own
  /// region can be.
  bool same_region_first = false;

  /// For `pick_policy::consistent_hash`. Travels with the call.
  std::string key;

  // -- more than one attempt -------------------------------------------------

  /// The call may be carried out more than once: it is tried again on another
  /// provider when its outcome is unknown. Without it only calls are tried
  /// again that a provider refused before its handler ran.
  bool idempotent = false;

  /// Attempts, the first one included; at least one.
  std::uint32_t attempts_max = defaults::attempts_max;

  /// If no answer came after this time, the same call is sent to a second
  /// provider, and the first answer counts. Zero: never. For idempotent calls
  /// only; within the service's budget for hedges.
  std::chrono::microseconds hedge_after{0};

  /// The same, after the time in which this share of the service's calls from
  /// here was answered so far, e.g. 0.95, once there were
  /// `defaults::hedge_samples_min`. Zero: never.
  double hedge_quantile = 0;

  // -- what it is part of ----------------------------------------------------

  trace_id trace;
};

/// Whether an actor that ended is started again.
enum class restart_policy : std::uint8_t {
  never,
  on_failure, ///< unless it ended normally or by user shutdown
  always,
};

/// How a service is run on this node.
struct provide_options {
  /// Actors that serve it, each made by the factory. Calls go to the one of two
  /// with fewer unanswered calls.
  std::size_t instances = 1;

  restart_policy restart = restart_policy::never;

  /// Between the end of an actor and its successor: grows from the minimum to
  /// the maximum with each restart.
  std::chrono::milliseconds restart_pause_min = defaults::restart_pause_min;
  std::chrono::milliseconds restart_pause_max = defaults::restart_pause_max;

  /// More restarts of the service than this within the window: it is given up
  /// and withdrawn.
  std::size_t restarts_max = defaults::restarts_max;
  std::chrono::milliseconds restart_window = defaults::restart_window;

  /// Calls that are not answered yet, at most, all callers and instances
  /// together; further ones are refused with `ec::overloaded`.
  std::size_t in_flight_max = defaults::guard_in_flight_max;
};

} // namespace aegis
