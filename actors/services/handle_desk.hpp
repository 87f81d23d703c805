#pragma once

#include "actors/services/call_alarm.hpp"
#include "actors/services/call_timers.hpp"
#include "actors/services/service_counters.hpp"
#include "actors/services/service_handle.hpp"
#include "aegis/settings.hpp"

#include <caf/actor_control_block.hpp>
#include <caf/actor_system.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace aegis::detail {

/// Makes service handles in the thread of whoever wants one and leaves it to the
/// service pool to fill them with providers; until it has, their requests wait.
/// So nobody waits for the pool, least of all an actor in the thread that the
/// pool needs.
///
/// Thread-safe. Outlives the pool: handles that are made afterwards have ended.
class handle_desk : public std::enable_shared_from_this<handle_desk> {
public:
  handle_desk(caf::actor_system& sys, node_settings::service_settings settings,
              std::uint64_t seed);

  /// @param interface  of a typed handle; empty: untyped
  /// @returns a handle, never null. For a service id that breaks the rule its
  ///          requests are answered `ec::invalid_argument`.
  caf::strong_actor_ptr open(service_id service, call_options options,
                             std::set<std::string> interface);

  // -- for the service pool --------------------------------------------------

  const std::shared_ptr<call_alarm>& alarm() const noexcept {
    return alarm_;
  }

  const std::shared_ptr<call_timers>& timers() const noexcept {
    return timers_;
  }

  /// The counters that all handles to a service share.
  std::shared_ptr<service_counters> counters(const service_id& service);

  /// From now on `pool` gets `handles_made` and `handle_end`.
  void attach(caf::weak_actor_ptr pool);

  /// The handles that were made since the last call.
  std::vector<caf::weak_actor_ptr> take_new();

  /// Nobody fills handles any more: those not taken yet and later ones end.
  void close(const caf::error& why);

private:
  void tell_pool(caf::message x);

  caf::actor_system& sys_;
  const node_settings::service_settings settings_;
  const std::uint64_t seed_; ///< of choices and pauses
  std::shared_ptr<call_alarm> alarm_;
  std::shared_ptr<call_timers> timers_;
  std::mutex mtx_; ///< guards all that follows
  caf::weak_actor_ptr pool_;
  std::vector<caf::weak_actor_ptr> new_;
  std::map<service_id, std::weak_ptr<service_counters>> counters_;
  caf::error closed_;
};

} // namespace aegis::detail
