#pragma once

#include "actors/services/answer_port.hpp"
#include "actors/services/call_gate.hpp"
#include "actors/services/guard_figures.hpp"
#include "actors/services/plain_actor.hpp"
#include "aegis/service_id.hpp"
#include "transport/hub.hpp"

#include <caf/monitorable_actor.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace aegis::detail {

/// What a service guard needs to know.
struct guard_setup {
  service_id service;
  std::string node; ///< this one
  transport::hub* hub = nullptr;
  std::shared_ptr<call_alarm> alarm;
  std::shared_ptr<call_timers> timers;
  std::shared_ptr<call_gate> gate;
  std::size_t in_flight_max = defaults::guard_in_flight_max;
  /// The guard outlives its last instance: there will be others.
  bool supervised = false;
  /// Told of each instance that ended, in any thread. May be empty.
  std::function<void(const caf::actor_addr& instance, const caf::error& why)>
    on_instance_end;
};

/// Stands before the actors that serve a service of this node; the actor that
/// peers get to know and may send to.
///
/// An actor without mailbox: it judges each message in the thread that brings
/// it and passes it on without its envelope. Refused are, in this order: what
/// comes after its end, CAF's system messages, callers that the rules do not
/// permit, calls while the service is out of rotation, those whose time is up,
/// and those beyond the limit. A refusal says that the call was not carried out.
///
/// It ends with its last instance unless it is supervised; BASP then tells all
/// nodes with a proxy, whose calls fail at once. Instances hold it weakly.
///
/// Thread-safe. Its lock guards the lists of instances and callers.
class service_guard : public caf::monitorable_actor {
public:
  static plain_actor<service_guard> make(caf::actor_system& sys,
                                         guard_setup setup);

  service_guard(caf::actor_config& cfg, guard_setup setup);

  // -- for the service pool --------------------------------------------------

  /// One more actor serves from now on.
  void add_instance(caf::strong_actor_ptr x);

  std::vector<caf::strong_actor_ptr> instances() const;

  /// Refuses new calls with this error, or takes them again.
  void refuse(std::optional<fault> why);

  /// Ends the guard; open calls are answered with `why`. The service actors
  /// live on.
  void stop(caf::error why);

  guard_figures& figures() const noexcept {
    return *figures_;
  }

  // -- for instances and callers ---------------------------------------------

  void instance_ended(const caf::actor_addr& x, const caf::error& why,
                      caf::execution_unit* ctx);

  void caller_ended(const caf::actor_addr& x);

  // -- overridden ------------------------------------------------------------

  void enqueue(caf::mailbox_element_ptr what,
               caf::execution_unit* ctx) override;
  std::set<std::string> message_types() const override;
  void on_destroy() override;
  const char* name() const override;

private:
  using instance_ptr = std::shared_ptr<service_instance>;
  using time_point = call_alarm::time_point;

  struct admission {
    std::size_t size; ///< of the user's message
    call_envelope envelope;
    plain_actor<answer_port> port; ///< null for nobody
    instance_ptr instance;
  };

  std::optional<caf::error> admit(const caf::mailbox_element& what,
                                  admission& out, time_point now);
  std::optional<caf::error> refusal() const;
  plain_actor<answer_port> port_of(const caf::strong_actor_ptr& caller);
  void drop_idle_ports();
  instance_ptr choose();
  void pass(caf::mailbox_element_ptr what, admission x, time_point now,
            caf::execution_unit* ctx);
  void end(caf::error why, caf::execution_unit* ctx);
  std::string who() const;

  const guard_setup setup_;
  const std::shared_ptr<guard_figures> figures_;
  std::atomic<bool> stopped_{false};
  std::atomic<bool> refusing_{false};
  std::atomic<std::uint32_t> turn_{0};
  std::set<std::string> interface_; ///< of the first instance
  mutable std::mutex mtx_;          ///< guards all that follows
  std::optional<fault> refusal_;
  std::vector<instance_ptr> instances_;
  std::unordered_map<caf::actor_addr, plain_actor<answer_port>> ports_;
  std::size_t ports_prune_at_;
};

} // namespace aegis::detail
