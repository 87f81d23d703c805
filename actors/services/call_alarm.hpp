#pragma once

#include <caf/actor_clock.hpp>
#include <caf/actor_control_block.hpp>
#include <caf/actor_system.hpp>
#include <caf/allowed_unsafe_message_type.hpp>

#include <atomic>
#include <chrono>
#include <limits>
#include <mutex>

namespace aegis::detail {

/// Tells the service pool that its alarm goes off earlier than it thought.
struct alarm_set {};

/// When the service pool has to look after the timers of calls, parked messages
/// and attempts to reach providers. Ports and handles in any thread ask for a time; the pool is sent a
/// message only if that is earlier than what was asked for before, so that a
/// call costs one atomic load and an idle node never wakes up.
///
/// The pool clears the alarm *before* it looks, and asks for the times that it
/// found: a call that is filed behind its back finds the alarm cleared and sets
/// it again. All functions are thread-safe.
class call_alarm {
public:
  using time_point = caf::actor_clock::time_point;

  /// Times are kept this far apart, so that timers of calls, whose wheel turns
  /// as fast, do not keep the pool busy.
  static constexpr std::chrono::milliseconds resolution{1};

  explicit call_alarm(caf::actor_system& sys);

  /// From now on `pool` receives `alarm_set`; at once if a time was asked for.
  void attach(caf::weak_actor_ptr pool);

  /// The time by the scheduler's clock.
  time_point now() const;

  /// Makes sure that the pool looks at `t`, or `resolution` from now.
  void need(time_point t);

  void clear();

  /// When it goes off; `time_point::max()` if it is not set.
  time_point next() const;

private:
  using ticks = time_point::duration::rep;

  void tell_pool();

  caf::actor_clock& clock_;
  std::mutex mtx_;
  caf::weak_actor_ptr pool_; ///< guarded by mtx_
  std::atomic<ticks> next_{std::numeric_limits<ticks>::max()};
};

} // namespace aegis::detail

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::alarm_set)
