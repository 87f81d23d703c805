// In: jobs. Out: those, done by several threads.

#include "simulation/engine/crew.hpp"

#include <chrono>
#include <utility>

namespace aegis::simulation {

namespace {

using clock = std::chrono::steady_clock;

/// How long a thread looks out for work before it sleeps: to be woken takes
/// about as long, and there is more to do in a moment.
constexpr std::chrono::microseconds alert_time{100};

} // namespace

crew::crew(std::size_t helpers, worker work) : work_(std::move(work)) {
  for (std::size_t i = 0; i < helpers; ++i)
    helpers_.emplace_back([this] { help(); });
}

crew::~crew() {
  {
    std::unique_lock guard{mtx_};
    ended_ = true;
  }
  has_jobs_.notify_all();
  for (auto& x : helpers_)
    x.join();
}

void crew::push(job x) {
  auto wake = false;
  {
    std::unique_lock guard{mtx_};
    jobs_.push_back(x);
    if (open_)
      open_jobs_.store(jobs_.size(), std::memory_order_relaxed);
    wake = open_ && resting_ > 0;
  }
  if (wake)
    has_jobs_.notify_one();
}

std::size_t crew::run() {
  std::unique_lock guard{mtx_};
  open_ = true;
  all_done_ = false;
  done_ = 0;
  open_jobs_.store(jobs_.size(), std::memory_order_relaxed);
  if (jobs_.size() > 1 && resting_ > 0)
    has_jobs_.notify_all();
  auto has_come = [this] { return all_done_ || open_jobs_ > 0; };
  while (!jobs_.empty() || busy_ > 0) {
    if (!jobs_.empty()) {
      do_one(guard);
      continue;
    }
    look_out(guard, has_come);
    if (jobs_.empty() && busy_ > 0)
      is_done_.wait(guard);
  }
  open_ = false;
  return done_;
}

/// Waits awake for a while, without the lock.
template <class Predicate>
void crew::look_out(std::unique_lock<std::mutex>& guard, Predicate has_come) {
  guard.unlock();
  auto end = clock::now() + alert_time;
  while (!has_come() && clock::now() < end)
    std::this_thread::yield();
  guard.lock();
}

void crew::help() {
  std::unique_lock guard{mtx_};
  while (!ended_) {
    if (open_ && !jobs_.empty()) {
      do_one(guard);
      continue;
    }
    look_out(guard, [this] { return open_jobs_ > 0; });
    if (ended_ || (open_ && !jobs_.empty()))
      continue;
    ++resting_;
    has_jobs_.wait(guard);
    --resting_;
  }
}

void crew::do_one(std::unique_lock<std::mutex>& guard) {
  auto x = jobs_.front();
  jobs_.pop_front();
  open_jobs_.store(jobs_.size(), std::memory_order_relaxed);
  ++busy_;
  guard.unlock();
  work_(x);
  guard.lock();
  ++done_;
  // The one that waits helps with what came of this job, or is done.
  if (--busy_ == 0 && jobs_.empty())
    all_done_ = true;
  if (busy_ == 0 || !jobs_.empty())
    is_done_.notify_one();
}

} // namespace aegis::simulation
