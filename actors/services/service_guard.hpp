#pragma once

#include "actors/services/plain_actor.hpp"
#include "aegis/service_id.hpp"

#include <caf/monitorable_actor.hpp>

#include <atomic>
#include <cstdint>
#include <set>
#include <string>

namespace aegis::detail {

/// Stands before the actor that serves a service of this node; the actor that
/// peers get to know and may send to.
///
/// An actor without mailbox: it passes each message on in the thread that
/// brings it, with its sender, so the service actor sees who called. CAF's
/// system messages end here. It ends with the service actor, which BASP then
/// tells to all nodes with a proxy; their calls, answered late or never, fail
/// at once. The service actor holds it weakly.
///
/// Thread-safe; takes no lock.
class service_guard : public caf::monitorable_actor {
public:
  static plain_actor<service_guard> make(caf::actor_system& sys,
                                         service_id service,
                                         caf::strong_actor_ptr provider);

  service_guard(caf::actor_config& cfg, service_id service,
                caf::strong_actor_ptr provider);

  /// Ends the guard; the service actor lives on.
  void stop(caf::error why);

  std::uint64_t calls() const noexcept {
    return calls_.load(std::memory_order_relaxed);
  }

  /// The service actor has ended.
  void target_is_down(const caf::error& why, caf::execution_unit* ctx);

  void enqueue(caf::mailbox_element_ptr what,
               caf::execution_unit* ctx) override;
  std::set<std::string> message_types() const override;
  void on_destroy() override;
  const char* name() const override;

private:
  void end(caf::error why, caf::execution_unit* ctx);

  const service_id service_;
  const caf::strong_actor_ptr provider_;
  std::atomic<bool> stopped_{false};
  std::atomic<std::uint64_t> calls_{0};
};

} // namespace aegis::detail
