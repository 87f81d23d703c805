#pragma once

#include "actors/services/call_gate.hpp"
#include "actors/services/handle_desk.hpp"
#include "actors/services/local_services.hpp"
#include "actors/services/pool_messages.hpp"
#include "actors/services/provider_set.hpp"
#include "actors/services/resolver.hpp"
#include "actors/services/service_handle.hpp"
#include "actors/snapshot_cell.hpp"
#include "aegis/settings.hpp"
#include "mesh/version_rule.hpp"

#include <caf/result.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace aegis::detail {

struct service_pool_deps {
  std::string node_id;
  transport::hub* hub = nullptr;
  topology_internal_actor topology;
  peer_manager_actor peers;
  snapshot_cell_ptr snapshots;
  node_settings settings;
  std::uint64_t seed = 0; ///< of jitter
  std::shared_ptr<handle_desk> desk;
  std::shared_ptr<call_gate> gate;
};

/// A handle as the pool knows it.
struct known_handle {
  caf::weak_actor_ptr ptr;
  /// Providers of another interface that were reported, by node.
  std::map<std::string, caf::actor_id> mismatches;
};

/// A service that somebody on this node wants to call.
struct wanted_service {
  mesh::version_rule rule;
  provider_set providers;
  std::vector<known_handle> handles;
  std::shared_ptr<service_counters> counters;
  /// Without handles, it is forgotten then.
  provider_set::time_point keep_until;
  bool publication_scheduled = false;
  /// How its providers do, by the actor behind each.
  std::unordered_map<caf::actor_addr, std::shared_ptr<provider_state>> states;
  std::shared_ptr<shared_ejection_cap> ejections; ///< of them
};

/// Owns what service handles know: which providers live, and how to reach them;
/// and the guards of the services that this node provides.
///
/// Invariants: each service with a handle has an entry in `wanted`, whose
/// providers follow the topology; every proxy in it is monitored and listed in
/// `targets`; after a change its handles get a new list before the next message
/// but a few. Handles and ports are held weakly: users own handles, handles own
/// ports.
///
/// Any actor of the process may ask; events come from the topology actor. When
/// it ends, so do all handles, ports and guards; what is open then is answered
/// `ec::shutting_down`.
struct service_pool_state {
  using pointer
    = service_pool_internal_actor::stateful_pointer<service_pool_state>;
  using time_point = caf::actor_clock::time_point;

  static constexpr const char* name = "aegis.services";

  explicit service_pool_state(pointer ptr);
  ~service_pool_state();

  void init(service_pool_deps x);
  service_pool_internal_actor::behavior_type make_behavior();

  // -- this node's services (service_pool.cpp) -------------------------------

  caf::result<caf::unit_t> on_service_provision(const service_provision& x);
  caf::result<caf::unit_t> on_service_withdrawal(const service_withdrawal& x);
  caf::result<caf::unit_t>
  on_service_health_update(const service_health_update& x);
  caf::result<caf::unit_t> on_service_drain(const service_drain& x);
  caf::result<caf::unit_t> on_call_rules_reload(const call_rules_reload& x);
  service_metrics on_service_metrics_query(const service_metrics_query& x);
  void on_instance_end(const instance_end& x);
  void update_rotation(const service_id& service);
  caf::result<local_provider>
  on_local_provider_query(const local_provider_query& x) const;
  void withdraw_record(const service_id& service);

  // -- providers (pool_providers.cpp) ----------------------------------------

  void on_table_news(const table_news& x);
  void on_change(const mesh::change& x);
  void on_down(const caf::down_msg& x);
  provider_count on_provider_count_query(const provider_count_query& x);
  wanted_service& want(const service_id& service);
  void list(const service_id& wish, wanted_service& entry,
            const service_id& service, const node_info& node);
  void unlist(const service_id& service, wanted_service& entry,
              const std::string& node);
  void watch(const service_id& service, const std::string& node,
             const caf::strong_actor_ptr& target);
  void unwatch(const service_id& service, const caf::strong_actor_ptr& target);
  void attempt_due(const service_id& service, wanted_service& entry);
  void attempt(const service_id& service, wanted_service& entry,
               const std::string& node);
  void attempt_ended(const service_id& service, const std::string& node,
                     std::uint64_t attempt,
                     caf::expected<resolved_provider> result);
  void forget_unused();

  // -- handles (pool_handles.cpp) --------------------------------------------

  caf::strong_actor_ptr
  on_service_handle_request(const service_handle_request& x);
  void on_publication_due(const publication_due& x);
  void on_handles_made();
  void on_handle_end(const handle_end& x);
  void publish_soon(const service_id& service);
  void publish_if_due(const service_id& service, wanted_service& entry);
  void publish(const service_id& service, wanted_service& entry);
  void publish(const service_id& service, wanted_service& entry,
               known_handle& handle);
  plain_actor<reply_port> make_port(const plain_actor<service_handle>& handle,
                                    const service_id& service,
                                    std::shared_ptr<provider_state> state,
                                    const caf::strong_actor_ptr& target);
  std::shared_ptr<provider_state> state_of(wanted_service& entry,
                                           const std::string& node,
                                           const caf::strong_actor_ptr& target);
  std::string own_region() const;
  void publish_all(const std::string& service_name);
  void prune_ports();

  // -- time (pool_alarm.cpp) -------------------------------------------------

  void on_alarm_set();
  void on_alarm_due();
  void look_after_handles(time_point now);
  void look_after_services(time_point now);

  pointer self;
  service_pool_deps deps;
  std::shared_ptr<call_alarm> alarm;
  std::shared_ptr<call_timers> timers;
  std::shared_ptr<call_gate> gate;
  std::unique_ptr<resolver> lookups;
  std::unique_ptr<local_services> locals;
  std::map<service_id, wanted_service> wanted;

  struct target_use {
    service_id service;
    std::string node;
  };

  /// Proxies of guards on other nodes, monitored, and what they stand for. More
  /// than one use only if a peer names the same actor for two services.
  std::unordered_multimap<caf::actor_addr, target_use> targets;

  /// All ports that were made, also those whose handle is gone.
  std::vector<caf::weak_actor_ptr> ports;
  std::size_t ports_prune_at = 64;

  /// Whoever waits for the last call to be answered.
  std::vector<caf::typed_response_promise<caf::unit_t>> draining;
};

service_pool_internal_actor::behavior_type
service_pool(service_pool_state::pointer self, service_pool_deps deps);

} // namespace aegis::detail
