#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace aegis::transport {

/// A thread for what would hold up the I/O thread: does its jobs one after the
/// other, in order. Begins with the first one. Thread-safe.
class side_thread {
public:
  using job = std::function<void()>;

  side_thread() = default;
  ~side_thread();
  side_thread(const side_thread&) = delete;
  side_thread& operator=(const side_thread&) = delete;

  /// Does nothing after `stop`.
  void post(job x);

  /// Waits for the job that runs and forgets all others. Not for jobs.
  void stop();

private:
  void run();

  std::mutex mtx_; ///< guards all
  std::condition_variable wake_;
  std::deque<job> jobs_;
  bool stopped_ = false;
  std::thread thread_;
};

} // namespace aegis::transport
