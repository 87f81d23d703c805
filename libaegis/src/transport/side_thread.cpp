#include "transport/side_thread.hpp"

#include <utility>

namespace aegis::transport {

side_thread::~side_thread() {
  stop();
}

void side_thread::post(job x) {
  std::unique_lock guard{mtx_};
  if (stopped_)
    return;
  jobs_.push_back(std::move(x));
  if (!thread_.joinable())
    thread_ = std::thread{[this] { run(); }};
  guard.unlock();
  wake_.notify_one();
}

void side_thread::stop() {
  std::unique_lock guard{mtx_};
  stopped_ = true;
  auto forgotten = std::exchange(jobs_, {});
  auto thread = std::exchange(thread_, {});
  guard.unlock();
  wake_.notify_one();
  if (thread.joinable())
    thread.join();
}

void side_thread::run() {
  std::unique_lock guard{mtx_};
  for (;;) {
    wake_.wait(guard, [this] { return stopped_ || !jobs_.empty(); });
    if (stopped_)
      return;
    auto next = std::move(jobs_.front());
    jobs_.pop_front();
    guard.unlock();
    next();
    next = nullptr; // what it held goes before we sleep
    guard.lock();
  }
}

} // namespace aegis::transport
