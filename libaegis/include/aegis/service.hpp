#pragma once

#include "aegis/defaults.hpp"
#include "aegis/export.hpp"
#include "aegis/service_id.hpp"

#include <chrono>
#include <cstddef>

namespace AEGIS_PUBLIC aegis {

/// How calls through one service handle behave.
struct call_options {
  /// After this time a request is answered `ec::deadline`; zero takes
  /// `defaults::call_deadline`.
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
};

} // namespace aegis
