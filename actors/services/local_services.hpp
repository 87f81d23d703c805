#pragma once

#include "actors/services/plain_actor.hpp"
#include "actors/services/service_guard.hpp"
#include "aegis/fault.hpp"
#include "aegis/service.hpp"
#include "aegis/service_id.hpp"
#include "aegis/service_metrics.hpp"
#include "mesh/restart_rule.hpp"
#include "mesh/version_rule.hpp"
#include "transport/hub.hpp"

#include <caf/actor.hpp>
#include <caf/actor_clock.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace aegis::detail {

/// What guards need that is the same for all of them.
struct local_services_setup {
  std::string node;
  transport::hub* hub = nullptr;
  std::shared_ptr<call_alarm> alarm;
  std::shared_ptr<call_timers> timers;
  std::shared_ptr<call_gate> gate;
  std::uint64_t seed = 0; ///< of pauses before restarts
  /// Told of each instance that ended, in any thread.
  std::function<void(const service_id& service, const caf::actor_addr& instance,
                     const caf::error& why)>
    on_instance_end;
};

/// The services that this node provides, each behind its guard, which is
/// exported to peers; and the supervision of those that a factory makes.
///
/// A service that is withdrawn leaves the table at once, but its guard stays
/// open a little: peers that have not heard of it yet are still served.
/// Part of the service pool; not thread-safe.
class local_services {
public:
  using time_point = caf::actor_clock::time_point;
  using factory = std::function<caf::actor(caf::actor_system&)>;

  struct entry {
    plain_actor<service_guard> guard;
    std::set<std::string> interface;
    provide_options options;
    factory make;
    mesh::restart_rule rule;
    std::vector<time_point> restarts; ///< when instances start again
    bool healthy = true;              ///< as the application says
    bool announced = true;            ///< in the mesh's rotation

    bool supervised() const noexcept {
      return make != nullptr && options.restart != restart_policy::never;
    }

    /// Whether it should be in the mesh's rotation.
    bool ready() const {
      return healthy && !guard->instances().empty();
    }
  };

  /// What has to follow the end of an instance.
  enum class aftermath {
    nothing,
    restart, ///< at the time that `expire` returns
    give_up, ///< withdraw the service
  };

  local_services(caf::actor_system& sys, local_services_setup setup);

  /// Begins to provide a service by an actor.
  /// @returns `ec::invalid_argument` for a malformed id or an actor that is
  ///          none or not of this process, `ec::already_exists`,
  ///          `ec::overloaded` beyond `defaults::record_services_max`.
  outcome<entry*> add(const service_id& service, const caf::actor& provider);

  /// The same by actors that `make` makes. @returns also
  ///          `ec::invalid_argument` for options that make no sense.
  outcome<entry*> add(const service_id& service, factory make,
                      provide_options options);

  /// Withdraws a service; its guard ends at `until`.
  /// @returns false if it is not provided.
  bool withdraw(const service_id& service, time_point until);

  /// Returns nullptr if it is not provided.
  const entry* find(const service_id& service) const;
  entry* find(const service_id& service);

  /// The service of this name with the highest version that is admitted and
  /// ready.
  const entry* find_ready(const std::string& name,
                          const mesh::version_rule& rule) const;

  /// A guard has ended with its actor. @returns its service if it had one.
  std::optional<service_id> on_down(const caf::actor_addr& guard);

  aftermath on_instance_end(const service_id& service, const caf::error& why,
                            time_point now);

  /// Starts instances whose time has come. @returns their services.
  std::vector<service_id> restart_due(time_point now);

  /// Ends guards whose time is up.
  /// @returns when something is to be done next.
  std::optional<time_point> expire(time_point now);

  /// All services refuse new calls from now on.
  void drain(const fault& why);

  /// Calls that are not answered yet.
  std::uint64_t in_flight() const;

  std::vector<provider_metrics> metrics() const;

  /// Ends all guards, and the actors that factories made.
  void stop(const caf::error& why);

private:
  struct farewell {
    entry what;
    time_point until;
  };

  outcome<done> check_new(const service_id& service) const;
  entry& insert(const service_id& service, factory make,
                const provide_options& options);
  outcome<done> start_instance(const service_id& service, entry& x);
  void end(const entry& x, const caf::error& why);

  caf::actor_system& sys_;
  const local_services_setup setup_;
  std::map<service_id, entry> entries_;
  std::vector<farewell> leaving_;
};

} // namespace aegis::detail
