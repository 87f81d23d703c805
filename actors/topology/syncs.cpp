// In: sync requests of peers from the endpoint, the peers' answers to ours from
// the peer manager. Out: the other half of the sync, events about what changed.

#include "actors/topology/topology.hpp"

#include "log/log.hpp"
#include "wire/record_codec.hpp"

namespace aegis::detail {

caf::result<v1::SyncResponse>
topology_state::on_sync_request(const v1::SyncRequest& x) {
  auto done = book.answer(x, table, deps.now());
  if (!done)
    return to_error(done.error());
  conclude_merge(x.sender(), done->merged);
  return std::move(done->response);
}

v1::SyncRequest topology_state::on_sync_start(const sync_start& x) {
  return book.request_for(x.peer_id, table);
}

caf::result<sync_summary> topology_state::on_sync_answer(const sync_answer& x) {
  auto done = book.accept(x.peer_id, x.response, table, deps.now());
  if (!done)
    return to_error(done.error());
  conclude_merge(x.peer_id, done->merged);
  sync_summary result;
  result.peers = 1;
  result.changes = done->merged.accepted;
  result.version = table.version();
  result.again = done->again;
  return result;
}

v1::TopologySnapshot topology_state::on_topology_request() const {
  v1::TopologySnapshot result;
  result.set_epoch(book.epoch());
  result.set_version(table.version());
  result.set_digest(table.digest());
  for (const auto& record : table.records())
    *result.add_records() = wire::to_wire(record->info);
  return result;
}

void topology_state::conclude_merge(const std::string& peer,
                                    const mesh::merge_result& x) {
  publish();
  tell(x.changes);
  if (x.first_rejection)
    log().warn("{}: {} records of peer {} refused, first: {}", deps.self.id,
               x.rejected, peer, to_string(*x.first_rejection));
  for (const auto& id : x.duplicates)
    log().warn("{}: peer {} has another record of node {} with equal numbers; "
               "do two nodes use this id?",
               deps.self.id, peer, id);
  if (x.refuted)
    log().info("{}: refuted what peer {} has heard of us", deps.self.id, peer);
}

} // namespace aegis::detail
