// In: what this node and its peers hold against members, new credentials, the
// timer. Out: accusations and refutations for others, signatures renewed.

#include "actors/topology/topology.hpp"
#include "log/log.hpp"
#include "log/quiet_parse.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace aegis::detail {

topology_state::reply
topology_state::on_member_accusation(const member_accusation& x) {
  auto known = table.find(x.id);
  if (!known || known->info.incarnation != x.incarnation)
    return view();
  log().info("{}: takes node {} for {}", deps.self.id, x.id, to_string(x.kind));
  return conclude(table.accuse(x.id, x.kind, deps.now()));
}

topology_state::reply
topology_state::on_suspicion_notice(const suspicion_notice& x) {
  v1::NodeRecord body;
  if (!quiet_parse(body, x.record.body()) || body.id() != deps.self.id)
    return refuse_message(
      x.peer_id,
      {ec::malformed_message, "notice: about another node than this one"});
  seal::record_gate::record_list records;
  *records.Add() = x.record.SerializeAsString();
  auto admitted = gate->admit(records, {}, table, deps.now());
  if (!admitted)
    return refuse_message(x.peer_id, admitted.error());
  report_refusals(x.peer_id, admitted->refused, admitted->first_refusal);
  // Nothing but this node's refutation can come of it.
  conclude_merge(x.peer_id, table.merge(admitted->records, deps.now()));
  return view();
}

void topology_state::on_key_change(const key_change& x) {
  deps.key = x.key;
  deps.judge = x.judge;
  signer->replace(x.key);
  gate->replace(x.judge, table);
  if (auto known = gate->book().add(x.key->certificate(), table.version() + 1);
      !known)
    log().error("{}: the own certificate is refused: {}", deps.self.id,
                to_string(known.error()));
  renew(deps.now());
}

/// Half of the own signature's life from now on.
timestamp_ms topology_state::half_life(timestamp_ms now) const {
  auto own = table.self();
  if (!own || !own->proof)
    return now + deps.settings.record_lifetime / 2;
  return now + (own->proof->valid_until - now) / 2;
}

void topology_state::renew(timestamp_ms now) {
  conclude(table.renew(now));
  renew_at = half_life(now);
}

/// True if another signature would hold longer: not if the certificate ends
/// before. One that seems to hold too long is of a clock that went back since.
bool topology_state::can_renew(timestamp_ms now) const {
  auto own = table.self();
  if (!own || !own->proof)
    return false;
  auto until
    = std::min(now + deps.settings.record_lifetime, deps.key->not_after());
  return until > own->proof->valid_until
         || own->proof->valid_until > now + deps.settings.record_lifetime;
}

void topology_state::on_refutation_due() {
  refutation_awaited = false;
  auto done = table.refute(deps.now());
  publish(std::move(done.changes), done.refuted);
  refute_later(done);
}

void topology_state::on_expiry_due() {
  auto now = deps.now();
  auto own = table.self();
  auto stepped_back
    = own && own->proof
      && own->proof->valid_until > now + deps.settings.record_lifetime;
  if ((now >= renew_at || stepped_back) && can_renew(now))
    renew(now);
  auto outdated = table.drop_outdated(now);
  table.expire(now);
  publish(std::move(outdated));
  book.forget_strangers(table);
  gate->clean(table, deps.key->fingerprint());
  self->delayed_send(self, deps.settings.expiry_interval, expiry_due{});
}

} // namespace aegis::detail
