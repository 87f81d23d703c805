// In: the alarm. Out: answers to calls and messages whose time is up.

#include "actors/services/service_pool.hpp"

#include <caf/actor_clock.hpp>

#include <chrono>
#include <utility>

namespace aegis::detail {

namespace {

/// Between two looks at the calls that are open at a shutdown.
constexpr std::chrono::milliseconds drain_interval{5};

} // namespace

void service_pool_state::on_alarm_set() {
  auto next = alarm->next();
  if (next != time_point::max())
    self->scheduled_send(self, next, alarm_due{});
}

void service_pool_state::on_alarm_due() {
  auto now = alarm->now();
  if (now < alarm->next())
    return; // there is a later timer, or none is needed
  alarm->clear();
  timers->run(now);
  look_after_handles(now);
  look_after_services(now);
}

void service_pool_state::look_after_handles(time_point now) {
  for (auto& [service, entry] : wanted)
    for (auto& known : entry.handles)
      if (plain_actor<service_handle> handle{known.ptr.lock()})
        if (auto next = handle->expire(now))
          alarm->need(*next);
}

void service_pool_state::look_after_services(time_point now) {
  for (auto& service : locals->restart_due(now)) {
    update_rotation(service);
    publish_all(service.name);
  }
  if (!draining.empty()) {
    if (locals->in_flight() == 0)
      for (auto& promise : std::exchange(draining, {}))
        promise.deliver(caf::unit);
    else
      alarm->need(now + drain_interval);
  }
  if (auto next = locals->expire(now))
    alarm->need(*next);
  for (auto& [service, entry] : wanted)
    attempt_due(service, entry);
  forget_unused();
}

} // namespace aegis::detail
