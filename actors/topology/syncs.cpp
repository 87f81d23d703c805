// In: sync requests of peers from the endpoint, the peers' answers to ours from
// the peer manager. Out: the other half of the sync, events about what changed.

#include "actors/topology/topology.hpp"

#include "aegis/error.hpp"
#include "log/log.hpp"
#include "wire/record_codec.hpp"

#include <set>
#include <string>
#include <utility>

namespace aegis::detail {

caf::result<v1::SyncResponse>
topology_state::on_sync_request(const v1::SyncRequest& x) {
  auto done = book.answer(x, table, *gate, deps.now());
  if (!done)
    return refuse_message(x.sender(), done.error());
  report_refusals(x.sender(), done->refused, done->first_refusal);
  conclude_merge(x.sender(), std::move(done->merged));
  return std::move(done->response);
}

caf::result<v1::SyncRequest>
topology_state::on_sync_start(const sync_start& x) {
  auto made = book.request_for(x.peer_id, table, *gate, deps.now());
  if (!made)
    return make_error(ec::overloaded, "sync with peer " + x.peer_id
                                        + ": another one comes first");
  return std::move(*made);
}

caf::result<sync_summary> topology_state::on_sync_answer(const sync_answer& x) {
  auto done = book.accept(x.peer_id, x.response, table, *gate, deps.now());
  if (!done)
    return refuse_message(x.peer_id, done.error());
  report_refusals(x.peer_id, done->refused, done->first_refusal);
  auto changes = done->merged.accepted;
  conclude_merge(x.peer_id, std::move(done->merged));
  if (done->rejected > 0 && merges_logged.take(self->clock().now()))
    log().warn("{}: peer {} did not take {} of our records or accusations, "
               "first: {}",
               deps.self.id, x.peer_id, done->rejected, done->rejection);
  sync_summary result;
  result.peers = 1;
  result.changes = changes;
  result.version = table.version();
  result.again = done->again;
  result.busy = done->busy;
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

/// A message with nothing but faults.
caf::error topology_state::refuse_message(const std::string& peer,
                                          const fault& why) {
  report_refusals(peer, 1, why);
  return to_error(why);
}

void topology_state::report_refusals(const std::string& peer, std::size_t count,
                                     const std::optional<fault>& first) {
  if (count == 0 || !first)
    return;
  refusals += count;
  if (auto denied = refusals_logged.take(self->clock().now()))
    log().warn("{}: peer {} sent {} records or accusations that do not count, "
               "{} in all, first: {}{}",
               deps.self.id, peer, count, refusals, to_string(*first),
               *denied > 0 ? " (and more peers did)" : "");
}

void topology_state::conclude_merge(const std::string& peer,
                                    mesh::merge_result x) {
  publish(std::move(x.changes), x.refuted);
  if (x.first_rejection && merges_logged.take(self->clock().now()))
    log().warn("{}: {} records of peer {} refused, first: {}", deps.self.id,
               x.rejected, peer, to_string(*x.first_rejection));
  for (const auto& id :
       std::set<std::string>{x.duplicates.begin(), x.duplicates.end()})
    if (merges_logged.take(self->clock().now()))
      log().warn("{}: duplicate_id: peer {} has another record of node {} with "
                 "equal numbers; do two nodes use this id?",
                 deps.self.id, peer, id);
  if (x.unheeded > 0)
    log().debug("{}: {} accusations that peer {} passed on are not heeded, "
                "their accusers accuse too many",
                deps.self.id, x.unheeded, peer);
  if (x.refuted)
    log().info("{}: refuted what peer {} has heard of us", deps.self.id, peer);
  refute_later(x);
}

void topology_state::refute_later(const mesh::merge_result& x) {
  if (x.refute_later && !std::exchange(refutation_awaited, true))
    self->delayed_send(self, deps.settings.refutation_pause, refutation_due{});
}

} // namespace aegis::detail
