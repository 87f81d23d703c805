#include "transport/deadline_timer.hpp"

#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

namespace aegis::transport {

deadline_timer::deadline_timer(caf::io::network::default_multiplexer& backend)
  : event_handler(backend,
                  timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC)) {
  // nop
}

deadline_timer::ticket deadline_timer::after(std::chrono::milliseconds delay,
                                             std::function<void()> f) {
  if (!active_) {
    active_ = true;
    activate();
  }
  auto when = clock::now() + delay;
  auto id = ++last_;
  due_.emplace(when, std::make_pair(id, std::move(f)));
  times_.emplace(id, when);
  arm();
  return id;
}

void deadline_timer::cancel(ticket x) {
  auto i = times_.find(x);
  if (i == times_.end())
    return;
  auto [first, last] = due_.equal_range(i->second);
  auto j = std::find_if(first, last,
                        [&](auto& kvp) { return kvp.second.first == x; });
  if (j != last)
    due_.erase(j);
  times_.erase(i);
}

void deadline_timer::close() {
  due_.clear();
  times_.clear();
  if (active_) {
    active_ = false;
    passivate();
  }
}

void deadline_timer::arm() {
  itimerspec spec{};
  if (!due_.empty()) {
    auto left = std::max<std::chrono::nanoseconds>(
      due_.begin()->first - clock::now(), std::chrono::microseconds(1));
    auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
    spec.it_value.tv_sec = seconds.count();
    spec.it_value.tv_nsec = (left - seconds).count();
  }
  timerfd_settime(fd(), 0, &spec, nullptr);
}

void deadline_timer::handle_event(caf::io::network::operation) {
  std::uint64_t expirations = 0;
  [[maybe_unused]] auto n = ::read(fd(), &expirations, sizeof(expirations));
  std::vector<std::function<void()>> ready;
  auto now = clock::now();
  while (!due_.empty() && due_.begin()->first <= now) {
    times_.erase(due_.begin()->second.first);
    ready.push_back(std::move(due_.begin()->second.second));
    due_.erase(due_.begin());
  }
  for (auto& f : ready)
    f();
  arm();
}

void deadline_timer::removed_from_loop(caf::io::network::operation) {
  // nop
}

void deadline_timer::graceful_shutdown() {
  close();
}

} // namespace aegis::transport
