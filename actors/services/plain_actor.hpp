#pragma once

#include <caf/actor_config.hpp>
#include <caf/actor_control_block.hpp>
#include <caf/actor_system.hpp>
#include <caf/make_actor.hpp>

#include <utility>

namespace aegis::detail {

/// A strong reference to an actor without mailbox whose class is known.
/// Reference counts are CAF's; the actor is destroyed with the last reference,
/// in whichever thread that is.
template <class T>
class plain_actor {
public:
  plain_actor() = default;

  /// Requires that `x` is nullptr or refers to a `T` of this process.
  explicit plain_actor(caf::strong_actor_ptr x) : ptr_(std::move(x)) {}

  T* get() const noexcept {
    return ptr_ ? static_cast<T*>(ptr_->get()) : nullptr;
  }

  T* operator->() const noexcept {
    return get();
  }

  explicit operator bool() const noexcept {
    return static_cast<bool>(ptr_);
  }

  const caf::strong_actor_ptr& ptr() const noexcept {
    return ptr_;
  }

  caf::weak_actor_ptr weak() const {
    return caf::weak_actor_ptr{ptr_.get()};
  }

private:
  caf::strong_actor_ptr ptr_;
};

/// Makes an actor without mailbox. It is not counted among the running ones, so
/// that an application which holds on to one can still await its own actors.
template <class T, class... Args>
plain_actor<T> make_plain_actor(caf::actor_system& sys, Args&&... args) {
  caf::actor_config cfg;
  return plain_actor<T>{caf::make_actor<T, caf::strong_actor_ptr>(
    sys.next_actor_id(), sys.node(), &sys, cfg, std::forward<Args>(args)...)};
}

} // namespace aegis::detail
