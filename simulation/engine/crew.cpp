// In: jobs. Out: those, done by several threads.

#include "simulation/engine/crew.hpp"

#include <utility>

namespace aegis::simulation {

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
    wake = open_ && resting_ > 0;
  }
  if (wake)
    has_jobs_.notify_one();
}

std::size_t crew::run() {
  std::unique_lock guard{mtx_};
  open_ = true;
  done_ = 0;
  if (jobs_.size() > 1)
    has_jobs_.notify_all();
  while (!jobs_.empty() || busy_ > 0) {
    if (!jobs_.empty())
      do_one(guard);
    else
      is_done_.wait(guard);
  }
  open_ = false;
  return done_;
}

void crew::help() {
  std::unique_lock guard{mtx_};
  while (!ended_) {
    if (open_ && !jobs_.empty()) {
      do_one(guard);
      continue;
    }
    ++resting_;
    has_jobs_.wait(guard);
    --resting_;
  }
}

void crew::do_one(std::unique_lock<std::mutex>& guard) {
  auto x = jobs_.front();
  jobs_.pop_front();
  ++busy_;
  guard.unlock();
  work_(x);
  guard.lock();
  ++done_;
  // The one that waits helps with what came of this job, or is done.
  if (--busy_ == 0 || !jobs_.empty())
    is_done_.notify_one();
}

} // namespace aegis::simulation
