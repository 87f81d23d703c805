#pragma once

#include "actors/services/plain_actor.hpp"
#include "actors/services/service_guard.hpp"
#include "aegis/fault.hpp"
#include "aegis/service_id.hpp"
#include "transport/hub.hpp"

#include <caf/actor.hpp>
#include <caf/actor_clock.hpp>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace aegis::detail {

/// The services that this node provides, each behind its guard, which is
/// exported to peers.
///
/// A service that is withdrawn leaves the table at once, but its guard stays
/// open a little: peers that have not heard of it yet are still served.
/// Part of the service pool; not thread-safe.
class local_services {
public:
  using time_point = caf::actor_clock::time_point;

  struct entry {
    plain_actor<service_guard> guard;
    std::set<std::string> interface;
  };

  local_services(caf::actor_system& sys, transport::hub* hub)
    : sys_(sys), hub_(hub) {}

  /// Begins to provide a service.
  /// @returns `ec::invalid_argument` for a malformed id or an actor that is
  ///          none or not of this process, `ec::already_exists`,
  ///          `ec::overloaded` beyond `defaults::record_services_max`.
  outcome<entry> add(const service_id& service, const caf::actor& provider);

  /// Withdraws a service; its guard ends at `until`.
  /// @returns false if it is not provided.
  bool withdraw(const service_id& service, time_point until);

  /// Returns nullptr if it is not provided.
  const entry* find(const service_id& service) const;

  /// A guard has ended with its actor. @returns its service if it had one.
  std::optional<service_id> on_down(const caf::actor_addr& guard);

  /// Ends guards whose time is up. @returns when the next one is.
  std::optional<time_point> expire(time_point now);

  /// Ends all guards.
  void stop(const caf::error& why);

private:
  struct farewell {
    plain_actor<service_guard> guard;
    time_point until;
  };

  void end(const plain_actor<service_guard>& guard, const caf::error& why);

  caf::actor_system& sys_;
  transport::hub* hub_;
  std::map<service_id, entry> entries_;
  std::vector<farewell> leaving_;
};

} // namespace aegis::detail
