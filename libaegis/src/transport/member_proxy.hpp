#pragma once

#include "aegis/caller.hpp"

#include <caf/actor.hpp>
#include <caf/forwarding_actor_proxy.hpp>

#include <memory>
#include <mutex>

namespace aegis::transport {

/// The proxy of an actor on a node of the mesh. It knows who stood behind the
/// node when it was made, so a message in a mailbox has its caller even if the
/// connection ended and another node uses the BASP id by now.
///
/// CAF's proxies leave it to the broker to write what they are sent, in the I/O
/// thread. This one has it written at once, by who sends.
class member_proxy final : public caf::forwarding_actor_proxy {
public:
  using super = caf::forwarding_actor_proxy;
  using caller_ptr = std::shared_ptr<const caller>;

  /// @param broker  the `mesh_broker`
  member_proxy(caf::actor_config& cfg, caf::actor broker, caller_ptr who);

  ~member_proxy() override;

  const caller& who() const {
    return *who_;
  }

  /// A request to an actor whose connection has ended is answered with the
  /// refusal `ec::peer_lost`. Thread-safe.
  void enqueue(caf::mailbox_element_ptr x, caf::execution_unit* unit) override;

  void kill_proxy(caf::execution_unit* unit, caf::error why) override;

private:
  caller_ptr who_;
  std::mutex mtx_;
  caf::actor broker_; ///< guarded by mtx_; none once the connection has ended
};

} // namespace aegis::transport
