#pragma once

#include "actors/services/plain_actor.hpp"

#include <caf/attachable.hpp>

#include <cstddef>

namespace aegis::detail {

/// Attached to an actor: calls `target_is_down(reason, context)` of an actor
/// without mailbox when the former ends, in whichever thread that is. Holds the
/// latter weakly and can be detached, so that those that come and go leave
/// nothing behind on an actor that stays.
template <class T>
class end_watch : public caf::attachable {
public:
  /// Any number that CAF does not use for attachables of its own.
  static constexpr std::size_t token_type = 0x61656769;

  explicit end_watch(const T& x) : watcher_(x.ctrl()) {}

  static token token_of(const T& x) {
    return {token_type, x.ctrl()};
  }

  void actor_exited(const caf::error& why, caf::execution_unit* ctx) override {
    if (plain_actor<T> watcher{watcher_.lock()})
      watcher->target_is_down(why, ctx);
  }

  bool matches(const token& x) override {
    return x.subtype == token_type && x.ptr == watcher_.get();
  }

private:
  caf::weak_actor_ptr watcher_;
};

} // namespace aegis::detail
