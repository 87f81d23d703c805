#pragma once

#include "mesh/record.hpp"

#include <aegis/topology.hpp>

#include <cstdint>
#include <vector>

namespace aegis::mesh {

/// What became of one record in a table. Either side may be null: the record was
/// not there, or is not kept any more.
struct record_change {
  record_ptr before;
  record_ptr after;
  std::uint64_t version = 0;

  /// @pre One side is there.
  const record& either() const {
    return after ? *after : *before;
  }
};

/// In version order, each change once.
using record_changes = std::vector<record_change>;

/// One change of a table, as subscribers are told. Changes of the same record
/// share their version.
struct change {
  topology_change kind = topology_change::joined;
  record_ptr record;  ///< after the change; for `service_down` possibly before
  service_id service; ///< for `service_up` and `service_down`
  std::uint64_t version = 0;
};

/// In version order, each change once.
using change_list = std::vector<change>;

/// Appends what happens for an observer when `before` becomes `after`. Either
/// may be null (not in the table); tombstones count as absent, so a node that
/// was never seen alive causes nothing. Services of an excluded member count as
/// absent, too. A member is announced before its
/// services, and its services are taken back before it goes. A record that is
/// dropped (`after` is null) counts as down.
void append_changes(change_list& out, const record_ptr& before,
                    const record_ptr& after, std::uint64_t version);

/// The same for each of them, in their order.
change_list events_of(const record_changes& xs);

/// The form for subscribers.
topology_event to_event(const change& x);

} // namespace aegis::mesh
