#pragma once

#include "actors/services/reply_port.hpp"

#include <caf/attachable.hpp>

#include <cstddef>

namespace aegis::detail {

/// Attached to a provider: tells a reply port when the provider ends. Holds the
/// port weakly and can be detached, so that handles that come and go leave
/// nothing behind on a provider that stays.
class port_watch : public caf::attachable {
public:
  /// Names the watch of one port; any number that CAF does not use.
  static constexpr std::size_t token_type = 0x61656769;

  explicit port_watch(reply_port& port) : port_(port.ctrl()) {}

  static token token_of(const reply_port& port) {
    return {token_type, port.ctrl()};
  }

  void actor_exited(const caf::error& why, caf::execution_unit* ctx) override {
    if (plain_actor<reply_port> port{port_.lock()})
      port->target_is_down(why, ctx);
  }

  bool matches(const token& x) override {
    return x.subtype == token_type && x.ptr == port_.get();
  }

private:
  caf::weak_actor_ptr port_;
};

} // namespace aegis::detail
