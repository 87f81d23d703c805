#pragma once

#include "actors/snapshot_cell.hpp"
#include "actors/topology/sync_book.hpp"
#include "aegis/actors.hpp"
#include "aegis/settings.hpp"
#include "mesh/topology_table.hpp"

#include <caf/result.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <functional>
#include <string>
#include <vector>

namespace aegis::detail {

/// The timer of the topology actor: look for expired tombstones.
struct expiry_due {};

/// The interface of the topology actor with what it sends to itself.
using topology_internal_actor
  = topology_actor::extend<caf::reacts_to<expiry_due>>;

struct topology_deps {
  node_info self; ///< this node's record, valid; the incarnation is a minimum
  std::uint64_t epoch = 1; ///< another one for each life of this node
  node_settings::topology_settings settings;
  snapshot_cell_ptr snapshots;
  std::function<timestamp_ms()> now; ///< wall clock
};

/// Owns the table of records and what each peer has seen of it.
///
/// After each message that changed the table, and before its answer and its
/// events are sent, the new snapshot is in the cell. Subscribers get each
/// change once, in version order, through one mailbox.
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
  v1::SyncRequest on_sync_start(const sync_start& x);
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

  // -- readers ---------------------------------------------------------------

  reply on_subscription(const topology_subscription_request& x);
  void on_subscriber_down(const caf::actor_addr& who);
  void on_expiry_due();

  topology_view view() const;
  reply conclude(outcome<mesh::change_list> x);
  void conclude_merge(const std::string& peer, const mesh::merge_result& x);
  void publish();
  void tell(const mesh::change_list& changes);

  pointer self;
  topology_deps deps;
  mesh::topology_table table{{}};
  sync_book book{1, {}};
  mesh::snapshot_ptr published;
  std::vector<caf::actor> subscribers;
};

topology_internal_actor::behavior_type topology(topology_state::pointer self,
                                                topology_deps deps);

} // namespace aegis::detail

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::expiry_due)
