#include "transport/resolver.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace aegis::transport {

struct resolver::state {
  struct job {
    host_port where;
    std::function<void(addresses)> done;
  };

  std::mutex mtx;
  std::condition_variable changed;
  std::deque<job> jobs;
  bool running = false;
  bool stopped = false;

  void run() {
    std::unique_lock guard{mtx};
    for (;;) {
      changed.wait(guard, [this] { return stopped || !jobs.empty(); });
      if (stopped)
        return;
      auto next = std::move(jobs.front());
      jobs.pop_front();
      guard.unlock();
      auto found = resolve(next.where);
      guard.lock();
      if (stopped)
        return;
      next.done(std::move(found));
    }
  }
};

resolver::resolver() : state_(std::make_shared<state>()) {
  // nop
}

resolver::~resolver() {
  std::unique_lock guard{state_->mtx};
  state_->stopped = true;
  state_->jobs.clear();
  state_->changed.notify_all();
}

void resolver::look_up(host_port where, std::function<void(addresses)> done) {
  std::unique_lock guard{state_->mtx};
  state_->jobs.push_back({std::move(where), std::move(done)});
  if (!state_->running) {
    state_->running = true;
    std::thread{[s = state_] { s->run(); }}.detach();
  }
  state_->changed.notify_all();
}

} // namespace aegis::transport
