#pragma once

#include "actors/services/call_alarm.hpp"
#include "mesh/timer_wheel.hpp"

#include <caf/error.hpp>
#include <caf/intrusive_ptr.hpp>
#include <caf/ref_counted.hpp>

#include <mutex>

namespace aegis::detail {

/// A call that something happens to at a time.
class timed_call : public caf::ref_counted, public mesh::wheel_timer {
public:
  using time_point = call_alarm::time_point;

  /// Its time has come. Runs in the service pool, without a lock.
  virtual void on_time(time_point now) = 0;

  /// The service pool ends, and with it all timers.
  virtual void on_end(const caf::error& why) = 0;
};

using timed_call_ptr = caf::intrusive_ptr<timed_call>;

/// The timers of all calls of a node, of those it makes and of those it serves:
/// one wheel, driven by the service pool's one alarm. A call that waits here is
/// kept alive.
///
/// Thread-safe. The lock is held for some list operations.
class call_timers {
public:
  using time_point = call_alarm::time_point;

  explicit call_timers(call_alarm& alarm);

  /// Sets the timer of a call, anew if it is set already. After `stop` nothing
  /// happens.
  void schedule(timed_call& x, time_point due);

  void cancel(timed_call& x);

  // -- for the service pool --------------------------------------------------

  /// Wakes all calls whose time has come, and sets the alarm for the next one.
  void run(time_point now);

  /// Tells all calls that wait that nobody will wake them.
  void stop(const caf::error& why);

private:
  timed_call_ptr take(time_point now);

  call_alarm& alarm_;
  std::mutex mtx_; ///< guards all that follows
  mesh::timer_wheel wheel_;
  bool stopped_ = false;
};

} // namespace aegis::detail
