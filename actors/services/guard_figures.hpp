#pragma once

#include "actors/services/call_alarm.hpp"
#include "actors/services/service_counters.hpp"
#include "aegis/service_id.hpp"

#include <caf/actor_control_block.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>

namespace aegis::detail {

/// One actor behind a guard.
struct service_instance {
  explicit service_instance(caf::strong_actor_ptr x) : actor(std::move(x)) {}

  const caf::strong_actor_ptr actor;
  std::atomic<std::uint32_t> open{0}; ///< calls that it has
  std::atomic<bool> ended{false};
};

/// What a guard and its calls share. Each figure is thread-safe by itself.
struct guard_figures {
  explicit guard_figures(service_id x, std::shared_ptr<call_alarm> y)
    : service(std::move(x)), alarm(std::move(y)) {}

  const service_id service;
  const std::shared_ptr<call_alarm> alarm;
  call_counters calls;
  call_counters::counter not_authorized{0};
  call_counters::counter overloaded{0};
  call_counters::counter expired{0};
  call_counters::counter restarts{0};
};

} // namespace aegis::detail
