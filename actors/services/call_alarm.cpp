#include "actors/services/call_alarm.hpp"

#include <caf/make_message.hpp>
#include <caf/scheduler/abstract_coordinator.hpp>

#include <algorithm>
#include <utility>

namespace aegis::detail {

call_alarm::call_alarm(caf::actor_system& sys)
  : clock_(sys.scheduler().clock()) {
  // nop
}

void call_alarm::attach(caf::weak_actor_ptr pool) {
  {
    std::unique_lock guard{mtx_};
    pool_ = std::move(pool);
  }
  if (next() != time_point::max())
    tell_pool();
}

void call_alarm::tell_pool() {
  std::unique_lock guard{mtx_};
  auto pool = pool_.lock();
  guard.unlock();
  if (pool)
    pool->enqueue(nullptr, caf::make_message_id(),
                  caf::make_message(alarm_set{}), nullptr);
}

call_alarm::time_point call_alarm::now() const {
  return clock_.now();
}

void call_alarm::need(time_point t) {
  auto seen = next_.load();
  if (t.time_since_epoch().count() >= seen)
    return;
  auto x = std::max(t, now() + resolution).time_since_epoch().count();
  while (x < seen)
    if (next_.compare_exchange_weak(seen, x)) {
      tell_pool();
      return;
    }
}

void call_alarm::clear() {
  next_.store(std::numeric_limits<ticks>::max());
}

call_alarm::time_point call_alarm::next() const {
  return time_point{time_point::duration{next_.load()}};
}

} // namespace aegis::detail
