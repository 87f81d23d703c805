#pragma once

#include "actors/snapshot_cell.hpp"
#include "actors/topology/sync_book.hpp"
#include "actors/topology/topology_messages.hpp"
#include "aegis/actors.hpp"
#include "aegis/settings.hpp"
#include "mesh/topology_table.hpp"
#include "seal/own_signer.hpp"
#include "seal/record_gate.hpp"
#include "transport/log_budget.hpp"

#include <caf/result.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <functional>
#include <string>
#include <vector>

namespace aegis::detail {

struct topology_deps {
  node_info self; ///< this node's record, valid; the incarnation is a minimum
  std::string mesh;
  seal::signing_key_ptr key;
  seal::key_judge_ptr judge;
  std::uint64_t epoch = 1; ///< another one for each life of this node
  node_settings::topology_settings settings;
  snapshot_cell_ptr snapshots;
  std::function<timestamp_ms()> now;               ///< wall clock
  std::shared_ptr<seal::record_pool> records = {}; ///< may be null
  std::shared_ptr<mesh::part_pool> parts = {};     ///< may be null
};

/// Owns the table of records and what each peer has seen of it.
///
/// After each message that changed the table, and before its answer and its
/// events are sent, the new snapshot is in the cell. Subscribers get each
/// change once, in version order, through one mailbox. What is said of a node
/// gets in with its signature only.
///
/// Any actor of the process may send to it; requests of peers come through the
/// endpoint, which has checked whom they are from. If it ends, the last
/// snapshot stays readable but never changes again; nobody starts it again.
struct topology_state {
  using pointer = topology_internal_actor::stateful_pointer<topology_state>;
  using reply = caf::result<topology_view>;

  static constexpr const char* name = "aegis.topology";

  explicit topology_state(pointer ptr) : self(ptr) {}

  void init(topology_deps x);
  topology_internal_actor::behavior_type make_behavior();

  // -- syncs -----------------------------------------------------------------

  caf::result<v1::SyncResponse> on_sync_request(const v1::SyncRequest& x);
  caf::result<v1::SyncRequest> on_sync_start(const sync_start& x);
  caf::result<sync_summary> on_sync_answer(const sync_answer& x);
  v1::TopologySnapshot on_topology_request() const;

  // -- edits -----------------------------------------------------------------

  reply on_node_addition(const node_addition& x);
  reply on_node_removal(const node_removal& x);
  reply on_node_update(const node_update& x);
  reply on_service_announcement(const service_announcement& x);
  reply on_service_withdrawal(const service_withdrawal& x);
  reply on_address_announcement(const address_announcement& x);
  reply on_departure();

  // -- failure detection -----------------------------------------------------

  reply on_member_accusation(const member_accusation& x);
  reply on_suspicion_notice(const suspicion_notice& x);

  // -- upkeep ----------------------------------------------------------------

  void on_key_change(const key_change& x);
  void on_expiry_due();
  void on_refutation_due();

  // -- readers ---------------------------------------------------------------

  reply on_subscription(const topology_subscription_request& x);
  void on_table_watch(const table_watch& x);
  void on_subscriber_down(const caf::actor_addr& who);

  mesh::table_rules rules() const;
  outcome<done> check_own_signature() const;
  timestamp_ms half_life(timestamp_ms now) const;
  void renew(timestamp_ms now);
  bool can_renew(timestamp_ms now) const;
  void refute_later(const mesh::merge_result& x);
  topology_view view() const;
  reply conclude(outcome<mesh::record_changes> x);
  void conclude_merge(const std::string& peer, mesh::merge_result x);
  caf::error refuse_message(const std::string& peer, const fault& why);
  void report_refusals(const std::string& peer, std::size_t count,
                       const std::optional<fault>& first);
  void publish(mesh::record_changes changes = {}, bool refuted = false);
  void tell_subscribers(const mesh::record_changes& changes);
  void tell_watchers(mesh::record_changes changes, bool refuted);

  pointer self;
  topology_deps deps;
  mesh::topology_table table{{}};
  sync_book book{1, {}};
  std::shared_ptr<seal::own_signer> signer;
  std::unique_ptr<seal::record_gate> gate;
  mesh::snapshot_ptr published;
  timestamp_ms renew_at{};
  transport::log_budget refusals_logged;
  transport::log_budget merges_logged;
  bool refutation_awaited = false;
  std::uint64_t refusals = 0; ///< forged, expired, untrusted; of all peers
  std::vector<caf::actor> subscribers;
  std::vector<caf::actor> watchers;
};

topology_internal_actor::behavior_type topology(topology_state::pointer self,
                                                topology_deps deps);

} // namespace aegis::detail
