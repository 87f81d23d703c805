#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace caf {

class resumable;

} // namespace caf

namespace aegis::simulation {

/// Threads that help one thread with its jobs while it asks them to, and rest
/// in between: whoever waits for `run` to return is alone then.
class crew {
public:
  using job = caf::resumable*;
  using worker = std::function<void(job)>;

  /// @param helpers  threads beside the one that calls `run`, at least 1
  /// @param work     does a job, in any of the threads
  crew(std::size_t helpers, worker work);

  /// @pre Nothing runs.
  ~crew();

  crew(const crew&) = delete;
  crew& operator=(const crew&) = delete;

  /// Adds a job: for now if it comes from a job, else for the next `run`.
  /// Thread-safe.
  void push(job x);

  /// Does all jobs, and those that come of them. @returns how many.
  std::size_t run();

private:
  void help();
  void do_one(std::unique_lock<std::mutex>& guard);
  template <class Predicate>
  static void look_out(std::unique_lock<std::mutex>& guard, Predicate has_come);

  const worker work_;
  std::mutex mtx_;
  std::condition_variable has_jobs_;
  std::condition_variable is_done_;
  std::deque<job> jobs_;                  ///< guarded by mtx_
  std::size_t busy_ = 0;                  ///< guarded by mtx_
  std::size_t resting_ = 0;               ///< guarded by mtx_
  std::size_t done_ = 0;                  ///< guarded by mtx_
  bool open_ = false;                     ///< guarded by mtx_
  bool ended_ = false;                    ///< guarded by mtx_
  std::atomic<std::size_t> open_jobs_{0}; ///< to be done in this `run`
  std::atomic<bool> all_done_{true};
  std::vector<std::thread> helpers_;
};

} // namespace aegis::simulation
