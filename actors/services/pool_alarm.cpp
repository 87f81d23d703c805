// In: the alarm. Out: answers to calls and messages whose time is up.

#include "actors/services/service_pool.hpp"

#include <caf/actor_clock.hpp>

namespace aegis::detail {

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
  look_after_calls(now);
  look_after_services(now);
}

void service_pool_state::look_after_calls(time_point now) {
  prune_ports();
  for (auto& weak : ports)
    if (plain_actor<reply_port> port{weak.lock()})
      if (auto next = port->expire(now))
        alarm->need_for_call(*next, now);
  for (auto& [service, entry] : wanted)
    for (auto& known : entry.handles)
      if (plain_actor<service_handle> handle{known.ptr.lock()})
        if (auto next = handle->expire(now))
          alarm->need(*next);
}

void service_pool_state::look_after_services(time_point now) {
  if (auto next = locals->expire(now))
    alarm->need(*next);
  for (auto& [service, entry] : wanted)
    attempt_due(service, entry);
  forget_unused();
}

} // namespace aegis::detail
