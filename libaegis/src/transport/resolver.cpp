#include "transport/resolver.hpp"

#include <deque>
#include <mutex>
#include <thread>

namespace aegis::transport {

/// Shared with the threads, which may outlive the resolver.
struct resolver::state {
  struct job {
    host_port where;
    std::function<void(addresses)> done;
  };

  function look_up;
  std::mutex mtx;
  std::deque<job> jobs;
  std::size_t threads = 0;
  bool stopped = false;

  void run() {
    std::unique_lock guard{mtx};
    while (!jobs.empty() && !stopped) {
      auto next = std::move(jobs.front());
      jobs.pop_front();
      guard.unlock();
      auto found = look_up(next.where);
      guard.lock();
      if (!stopped)
        next.done(std::move(found)); // under the lock, which `stop` takes
    }
    --threads;
  }
};

resolver::resolver(function look_up) : state_(std::make_shared<state>()) {
  state_->look_up = std::move(look_up);
}

resolver::~resolver() {
  stop();
}

void resolver::look_up(host_port where, std::function<void(addresses)> done) {
  std::unique_lock guard{state_->mtx};
  if (state_->stopped)
    return;
  state_->jobs.push_back({std::move(where), std::move(done)});
  if (state_->threads < threads_max) {
    ++state_->threads;
    std::thread{[s = state_] { s->run(); }}.detach();
  }
}

void resolver::stop() {
  std::unique_lock guard{state_->mtx};
  state_->stopped = true;
  state_->jobs.clear();
}

} // namespace aegis::transport
