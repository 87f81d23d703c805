#include "actors/services/call_timers.hpp"

#include <utility>

namespace aegis::detail {

call_timers::call_timers(call_alarm& alarm)
  : alarm_(alarm), wheel_(alarm.now()) {
  // nop
}

void call_timers::schedule(timed_call& x, time_point due) {
  {
    std::unique_lock guard{mtx_};
    if (stopped_)
      return;
    if (!x.scheduled())
      x.ref();
    wheel_.schedule(x, due);
  }
  alarm_.need(due);
}

void call_timers::cancel(timed_call& x) {
  {
    std::unique_lock guard{mtx_};
    if (!wheel_.cancel(x))
      return;
  }
  x.deref();
}

timed_call_ptr call_timers::take(time_point now) {
  std::unique_lock guard{mtx_};
  return {static_cast<timed_call*>(wheel_.expire(now)), false};
}

void call_timers::run(time_point now) {
  while (auto x = take(now))
    x->on_time(now);
  std::unique_lock guard{mtx_};
  auto next = wheel_.next();
  guard.unlock();
  if (next)
    alarm_.need(*next);
}

void call_timers::stop(const caf::error& why) {
  {
    std::unique_lock guard{mtx_};
    stopped_ = true;
  }
  while (auto x = take(time_point::max()))
    x->on_end(why);
}

} // namespace aegis::detail
