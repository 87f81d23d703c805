#pragma once

#include "simulation/core/event_queue.hpp"

#include <memory>
#include <mutex>

namespace aegis::simulation {

/// Something that happens at its time.
class happening {
public:
  virtual ~happening() = default;
  virtual void happen() = 0;
};

/// All that will happen, and the virtual time.
///
/// The only clock of a simulation. Plans may come from several threads, while
/// nobody takes anything off.
class agenda {
public:
  instant now() const noexcept {
    return now_;
  }

  /// Plans something; for the past it is now.
  void plan(instant when, std::unique_ptr<happening> what) {
    std::unique_lock guard{mtx_};
    queue_.push(std::max(when, now_), std::move(what));
  }

  template <class F>
  void plan_call(instant when, F f) {
    struct call final : happening {
      explicit call(F x) : f(std::move(x)) {}
      void happen() override {
        f();
      }
      F f;
    };
    plan(when, std::make_unique<call>(std::move(f)));
  }

  bool empty() const noexcept {
    return queue_.empty();
  }

  std::size_t size() const noexcept {
    return queue_.size();
  }

  /// @pre `!empty()`
  instant next() const noexcept {
    return queue_.next();
  }

  /// Takes the next event off and moves the time to it. @pre `!empty()`
  std::unique_ptr<happening> take() {
    auto event = queue_.pop();
    now_ = event.when;
    return std::move(event.what);
  }

  /// Lets time pass until `x`. @pre Nothing is planned before that.
  void move_to(instant x) {
    now_ = std::max(now_, x);
  }

  void clear() {
    queue_.clear();
  }

private:
  std::mutex mtx_;
  event_queue<std::unique_ptr<happening>> queue_;
  instant now_ = beginning;
};

} // namespace aegis::simulation
