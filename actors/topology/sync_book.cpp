// In: sync requests and responses of peers, as the topology actor gets them.
// Out: merges into the table, and what the peer has not seen yet.

#include "actors/topology/sync_book.hpp"

#include "actors/topology/sync_packer.hpp"
#include "core/utf8.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace aegis::detail {

namespace {

/// Text for people in a message, at most.
constexpr std::size_t text_max_bytes = 1024;

/// SHA-256.
constexpr std::size_t fingerprint_bytes = 32;

std::vector<mesh::record_ptr> without(std::vector<mesh::record_ptr> records,
                                      const std::set<std::string>& known) {
  records.erase(std::remove_if(records.begin(), records.end(),
                               [&](const mesh::record_ptr& record) {
                                 return known.count(record->info.id) != 0;
                               }),
                records.end());
  return records;
}

/// The fingerprints in a message, which may be anything.
template <class List>
std::set<std::string> fingerprints_in(const List& xs) {
  std::set<std::string> result;
  for (const auto& x : xs)
    if (x.size() == fingerprint_bytes
        && result.size() < defaults::wanted_certificates_max)
      result.insert(x);
  return result;
}

} // namespace

sync_book::sync_book(std::uint64_t epoch,
                     const node_settings::topology_settings& x)
  : epoch_(epoch), settings_(x), merger_(x.policy, x.topology_source) {}

v1::SyncRequest sync_book::request_for(const std::string& peer,
                                       const mesh::topology_table& table,
                                       const seal::record_gate& gate) {
  auto& mark = marks_[peer];
  mark.begin_comparison();
  v1::SyncRequest result;
  sync_packer pack{mark.sent, gate.book()};
  pack.append_wanted(std::exchange(mark.owed, {}), result);
  mark.sending = pack.append(news(table, mark.sent), table, result);
  mark.more = result.more();
  for (const auto& fingerprint : std::exchange(mark.wanted, {}))
    result.add_wanted_certificates(fingerprint);
  result.set_sender(table.self_id());
  result.set_epoch(mark.epoch);
  result.set_version(mark.version);
  result.set_digest(table.digest());
  result.set_sender_epoch(epoch_);
  result.set_sender_since(mark.sent);
  result.set_sender_version(mark.sending);
  return result;
}

/// Merges what came. Its certificates that are still missing are in `wanted` of
/// the peer's mark.
template <class Sync>
outcome<sync_book::sync_result>
sync_book::take(const std::string& peer, std::uint64_t epoch,
                std::uint64_t since, std::uint64_t version, const Sync& x,
                mesh::topology_table& table, seal::record_gate& gate,
                timestamp_ms now) {
  auto admitted = gate.admit(x.records(), x.certificates(), table, now);
  if (!admitted)
    return std::move(admitted).error();
  auto& mark = marks_[peer];
  mark.meet(epoch);
  mark.wanted = mark.worth_asking(admitted->wanted);
  using share = mesh::remote_table::share;
  auto is_complete = mark.wanted.empty() && since <= mark.version;
  sync_result done;
  done.refused = admitted->refused;
  done.first_refusal = std::move(admitted->first_refusal);
  for (const auto& record : admitted->records)
    done.agreed.insert(record->info.id);
  done.merged = merger_.merge(table,
                              {peer, epoch, version, x.digest(), since == 0,
                               !is_complete ? share::holes
                               : x.more()   ? share::more
                                            : share::rest,
                               std::move(admitted->records)},
                              now);
  for (const auto& id : done.merged.behind)
    done.agreed.erase(id);
  if (is_complete)
    mark.see(since, version);
  return done;
}

outcome<sync_book::sync_result> sync_book::answer(const v1::SyncRequest& x,
                                                  mesh::topology_table& table,
                                                  seal::record_gate& gate,
                                                  timestamp_ms now) {
  auto taken = take(x.sender(), x.sender_epoch(), x.sender_since(),
                    x.sender_version(), x, table, gate, now);
  if (!taken)
    return std::move(taken).error();
  auto& mark = marks_[x.sender()];
  auto& merged = taken->merged;
  auto seen = x.epoch() == epoch_ ? std::min(x.version(), table.version()) : 0;
  auto& response = taken->response;
  sync_packer pack{seen, gate.book()};
  pack.append_wanted(fingerprints_in(x.wanted_certificates()), response);
  for (const auto& fingerprint : std::exchange(mark.wanted, {}))
    response.add_wanted_certificates(fingerprint);
  auto complete = table.version();
  if (table.digest() != x.digest()) {
    auto changes = news(table, seen);
    // A whole map is whole with what the peer knows, too.
    if (seen != 0 || settings_.policy == merge_policy::per_record)
      changes = without(std::move(changes), taken->agreed);
    complete = pack.append(changes, table, response);
  }
  response.set_epoch(epoch_);
  response.set_since(seen);
  response.set_version(complete);
  response.set_seen(mark.version);
  response.set_digest(table.digest());
  response.set_want_full(merged.needs_full);
  response.set_accepted(static_cast<std::uint32_t>(merged.accepted));
  response.set_rejected(
    static_cast<std::uint32_t>(taken->refused + merged.rejected));
  if (auto& why
      = taken->first_refusal ? taken->first_refusal : merged.first_rejection)
    response.set_rejection(
      core::printable_utf8(to_string(*why), text_max_bytes));
  // If the response gets lost, the peer's next request says so.
  mark.sent = complete;
  return taken;
}

outcome<sync_book::sync_result> sync_book::accept(const std::string& peer,
                                                  const v1::SyncResponse& x,
                                                  mesh::topology_table& table,
                                                  seal::record_gate& gate,
                                                  timestamp_ms now) {
  auto before = table.version();
  auto quiet = before == marks_[peer].sending && x.accepted() == 0
               && x.records_size() == 0;
  auto taken
    = take(peer, x.epoch(), x.since(), x.version(), x, table, gate, now);
  if (!taken)
    return taken;
  auto& mark = marks_[peer];
  auto& again = taken->again;
  taken->rejected = x.rejected();
  taken->rejection = core::printable_utf8(x.rejection(), text_max_bytes);
  mark.owed = fingerprints_in(x.wanted_certificates());
  // A request of the peer may have been answered meanwhile.
  auto arrived = x.seen() >= mark.sending;
  mark.sent = arrived ? std::max(mark.sent, mark.sending) : x.seen();
  // What came from the peer alone need not go back to it.
  const auto& merged = taken->merged;
  if (mark.sent == before && merged.behind.empty() && !merged.refuted)
    mark.sent = table.version();
  again = !arrived || !mark.owed.empty() || !mark.wanted.empty() || x.more()
          || std::exchange(mark.more, false);
  if (table.digest() == x.digest()) {
    mark.sent = table.version();
    mark.settled();
    again = false;
  } else if (again) {
    // The tables are not expected to be equal yet.
  } else if (x.want_full()) {
    mark.sent = 0;
    again = true;
  } else if (merged.needs_full) {
    mark.version = 0;
    again = true;
  } else if (quiet && should_agree(table.self_id(), peer)) {
    mark.ask_comparison(now);
  }
  return taken;
}

void sync_book::forget_strangers(const mesh::topology_table& table) {
  for (auto i = marks_.begin(); i != marks_.end();)
    i = table.find_any(i->first) ? std::next(i) : marks_.erase(i);
}

bool sync_book::is_source(const std::string& id) const {
  return settings_.topology_source.count(id) != 0;
}

/// In a mesh with a single truth, those who follow it differ until they have
/// heard it themselves.
bool sync_book::should_agree(const std::string& self,
                             const std::string& peer) const {
  return settings_.policy == merge_policy::per_record || is_source(self)
         || is_source(peer);
}

/// Returns what a peer should hear. In a mesh with a single truth, those who
/// follow it speak for themselves alone.
std::vector<mesh::record_ptr> sync_book::news(const mesh::topology_table& table,
                                              std::uint64_t seen) const {
  if (settings_.policy == merge_policy::per_record
      || is_source(table.self_id()))
    return table.changes_since(seen);
  auto own = table.self();
  if (!own || table.changed_at(own->info.id) <= seen)
    return {};
  return {own};
}

} // namespace aegis::detail
