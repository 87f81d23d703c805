#pragma once

#include <caf/io/network/default_multiplexer.hpp>
#include <caf/io/network/event_handler.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>

namespace aegis::transport {

/// Runs functions at given times in the I/O thread, by one timerfd in CAF's
/// multiplexer: nothing wakes up while no deadline is set. For the I/O thread
/// only; `close` must run before the multiplexer stops.
class deadline_timer : public caf::io::network::event_handler {
public:
  using clock = std::chrono::steady_clock;
  using ticket = std::uint64_t; ///< 0 is never used

  explicit deadline_timer(caf::io::network::default_multiplexer& backend);

  ticket after(std::chrono::milliseconds delay, std::function<void()> f);

  void cancel(ticket x);

  /// Forgets all deadlines and leaves the loop.
  void close();

  void handle_event(caf::io::network::operation op) override;
  void removed_from_loop(caf::io::network::operation op) override;
  void graceful_shutdown() override;

private:
  void arm();

  std::multimap<clock::time_point, std::pair<ticket, std::function<void()>>>
    due_;
  std::map<ticket, clock::time_point> times_;
  ticket last_ = 0;
  bool active_ = false;
};

} // namespace aegis::transport
