#pragma once

#include "aegis/caller.hpp"

#include <caf/forwarding_actor_proxy.hpp>

#include <memory>
#include <utility>

namespace aegis::transport {

/// The proxy of an actor on a node of the mesh. It knows who stood behind the
/// node when it was made, so a message in a mailbox has its caller even if the
/// connection ended and another node uses the BASP id by now.
class member_proxy final : public caf::forwarding_actor_proxy {
public:
  using caller_ptr = std::shared_ptr<const caller>;

  member_proxy(caf::actor_config& cfg, caf::actor broker, caller_ptr who)
    : forwarding_actor_proxy(cfg, std::move(broker)), who_(std::move(who)) {
    // nop
  }

  const caller& who() const {
    return *who_;
  }

private:
  caller_ptr who_;
};

} // namespace aegis::transport
