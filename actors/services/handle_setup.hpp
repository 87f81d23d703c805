#pragma once

#include "actors/services/call_timers.hpp"
#include "actors/services/provider_state.hpp"
#include "actors/services/service_counters.hpp"
#include "aegis/service.hpp"
#include "mesh/random_stream.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <set>
#include <string>

namespace aegis::detail {

/// What a service handle and its calls need to know.
struct handle_setup {
  handle_setup(service_id service_, call_options options_,
               std::set<std::string> interface_)
    : service(std::move(service_)),
      options(std::move(options_)),
      interface(std::move(interface_)) {}

  const service_id service;   ///< with a version, or a range of them
  const call_options options; ///< with a deadline above zero
  const std::set<std::string> interface;
  std::size_t provider_in_flight_max = defaults::provider_in_flight_max;
  std::shared_ptr<call_alarm> alarm;
  std::shared_ptr<call_timers> timers;
  std::shared_ptr<service_counters> counters;
  std::uint64_t seed = 0; ///< of choices and pauses

  /// Unanswered requests of the handle.
  mutable std::atomic<std::uint64_t> in_flight{0};
  /// When to hedge by quantile, in ns; 0: not known yet.
  mutable std::atomic<std::int64_t> hedge_delay_ns{0};
};

using handle_setup_ptr = std::shared_ptr<const handle_setup>;

} // namespace aegis::detail
