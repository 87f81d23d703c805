// In: sync requests and responses of peers, as the topology actor gets them.
// Out: merges into the table, and what the peer has not seen yet.

#include "actors/topology/sync_book.hpp"

#include "actors/topology/sync_packer.hpp"
#include "core/mistake.hpp"
#include "core/utf8.hpp"
#include "mesh/part_comparison.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace aegis::detail {

namespace {

/// Text for people in a message, at most.
constexpr std::size_t text_max_bytes = 1024;

/// SHA-256.
constexpr std::size_t fingerprint_bytes = 32;

/// Names of records that live longer than this.
using name_set = std::unordered_set<std::string_view>;

std::vector<mesh::record_ptr> without(std::vector<mesh::record_ptr> records,
                                      const name_set& known) {
  auto is_known
    = [&](const mesh::record_ptr& x) { return known.count(x->info.id) != 0; };
  records.erase(std::remove_if(records.begin(), records.end(), is_known),
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

using parts_list = google::protobuf::RepeatedField<std::uint64_t>;

/// A turn without a word is over after so many pushes, 0.5 s on a LAN and 2.5 s
/// on a WAN: a message with 2,048 records takes it about a second there. If it
/// takes longer, things are merely told twice.
constexpr int turn_silence_pushes = 25;

/// If so many parts differ, it is cheaper to compare finer ones first.
constexpr std::size_t differing_max = 32;

/// Digests of parts in a message, which may be anything.
bool are_parts(const parts_list& x) {
  return mesh::is_part_count(static_cast<std::size_t>(x.size()));
}

/// True if a peer has much to tell and wants to know first what is news.
bool is_opening(const v1::SyncRequest& x) {
  return x.records_size() == 0 && x.table_version() > x.sender_version();
}

template <class Sync>
void append_parts(const mesh::topology_table& table, std::size_t count,
                  Sync& out) {
  for (auto x : mesh::part_digests_of(table, count))
    out.add_parts(x);
}

std::vector<std::uint64_t> to_vector(const parts_list& x) {
  return {x.begin(), x.end()};
}

/// Ids of records that came and are now the same on both sides.
name_set agreed(const sync_book::sync_result& x) {
  name_set result;
  result.reserve(x.records.size());
  for (const auto& record : x.records)
    result.insert(record->info.id);
  for (const auto& id : x.merged.behind)
    result.erase(id);
  return result;
}

} // namespace

sync_book::sync_book(std::uint64_t epoch,
                     const node_settings::topology_settings& x)
  : epoch_(epoch),
    settings_(x),
    merger_(x.policy, x.topology_source),
    turns_(turn_silence_pushes * x.push_delay) {}

std::optional<v1::SyncRequest>
sync_book::request_for(const std::string& peer,
                       const mesh::topology_table& table,
                       const seal::record_gate& gate, timestamp_ms now) {
  auto& mark = mark_of(peer);
  mark.begin_comparison();
  if (!may_begin(peer, mark, table.version(), now))
    return std::nullopt;
  auto parts = std::exchange(mark.parts, {});
  auto sent_before = mark.sent;
  if (!parts.empty())
    mark.sent = 0; // what follows stands for the whole table
  v1::SyncRequest result;
  sync_packer pack{mark.sent, table, gate};
  pack.append_wanted(std::exchange(mark.owed, {}), result);
  mark.asking = false;
  if (!parts.empty()) {
    auto differs = mesh::differing_parts(table, parts);
    auto count = std::count(differs.begin(), differs.end(), true);
    auto fine = mesh::fine_part_count(table);
    if (parts.size() < fine
        && static_cast<std::size_t>(count) > differing_max) {
      append_parts(table, fine, result);
      mark.asking = true;
      mark.sending = mark.sent = sent_before;
    } else {
      append_parts(table, parts.size(), result);
      mark.sending = pack.append(mesh::records_in(table, differs), result);
    }
  } else if (!mark.telling && may_compare()
             && table.changed_more_than(told_at_once_max, mark.sent)) {
    mark.asking = true;
    mark.sending = mark.sent;
  } else {
    mark.sending = pack.append(news(table, mark.sent), result);
  }
  mark.more = result.more();
  mark.telling = result.more();
  for (const auto& fingerprint : std::exchange(mark.wanted, {}))
    result.add_wanted_certificates(fingerprint);
  result.set_sender(table.self_id());
  result.set_epoch(mark.epoch);
  result.set_version(mark.version);
  result.set_digest(table.digest());
  result.set_sender_epoch(epoch_);
  result.set_sender_since(mark.sent);
  result.set_sender_version(mark.sending);
  result.set_table_version(table.version());
  result.set_held(static_cast<std::uint32_t>(table.record_count()));
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
  auto& mark = mark_of(peer);
  mark.meet(epoch);
  mark.wanted = mark.worth_asking(admitted->wanted);
  using share = mesh::remote_table::share;
  auto is_complete = mark.wanted.empty() && since <= mark.version;
  sync_result done;
  done.refused = admitted->refused;
  done.first_refusal = std::move(admitted->first_refusal);
  done.records = admitted->records;
  done.merged = merger_.merge(table,
                              {peer, epoch, version, x.digest(), since == 0,
                               !is_complete ? share::holes
                               : x.more()   ? share::more
                                            : share::rest,
                               std::move(admitted->records)},
                              now);
  if (is_complete)
    mark.see(since, version);
  gate.settle(table);
  return done;
}

outcome<sync_book::sync_result> sync_book::answer(const v1::SyncRequest& x,
                                                  mesh::topology_table& table,
                                                  seal::record_gate& gate,
                                                  timestamp_ms now) {
  if (AEGIS_MISTAKE(equal_versions_never_exchanged)
      && table.version() == x.table_version()) {
    sync_result nothing;
    nothing.response.set_epoch(epoch_);
    nothing.response.set_since(table.version());
    nothing.response.set_version(table.version());
    nothing.response.set_seen(x.sender_version());
    nothing.response.set_digest(x.digest());
    return nothing;
  }
  auto compares = may_compare() && are_parts(x.parts());
  auto differs = compares ? mesh::differing_parts(table, to_vector(x.parts()))
                          : std::vector<bool>{};
  auto taken = take(x.sender(), x.sender_epoch(), x.sender_since(),
                    x.sender_version(), x, table, gate, now);
  if (!taken)
    return std::move(taken).error();
  auto& mark = mark_of(x.sender());
  auto& merged = taken->merged;
  turns_.learn(x.sender(), merged.accepted);
  auto seen = x.epoch() == epoch_ && !compares
                ? std::min(x.version(), table.version())
                : 0;
  auto& response = taken->response;
  sync_packer pack{seen, table, gate};
  pack.append_wanted(fingerprints_in(x.wanted_certificates()), response);
  for (const auto& fingerprint : std::exchange(mark.wanted, {}))
    response.add_wanted_certificates(fingerprint);
  auto complete = table.version();
  auto is_equal = table.digest() == x.digest();
  if (!is_equal && may_compare() && is_opening(x)
      && !turns_.take(x.sender(), now)) {
    response.set_busy(true);
    complete = seen;
  } else if (!is_equal) {
    auto may_have_much = !compares && !mark.telling && may_compare()
                         && x.held() > told_at_once_max;
    auto came = taken->records.size();
    auto has_much
      = may_have_much && table.changed_more_than(told_at_once_max + came, seen);
    std::vector<mesh::record_ptr> changes;
    if (!has_much) {
      changes = compares ? mesh::records_in(table, differs) : news(table, seen);
      // A whole map is whole with what the peer knows, too.
      if (seen != 0 || may_compare())
        changes = without(std::move(changes), agreed(*taken));
      has_much = may_have_much && worth_comparing(changes.size());
    }
    if (has_much || (may_compare() && is_opening(x)))
      append_parts(table, compares ? differs.size() : mesh::part_count,
                   response);
    complete = has_much ? seen : pack.append(changes, response);
  } else if (may_compare()) {
    mark.see(0, x.table_version());
  }
  if (is_equal || (!is_opening(x) && !x.more()))
    turns_.release(x.sender(), now);
  else if (x.records_size() > 0)
    turns_.renew(x.sender(), now);
  mark.telling = response.more();
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
  auto was_asking = std::exchange(marks_[peer].asking, false);
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
    again = are_parts(x.parts()); // the peer waits for what differs: nothing
  } else if (x.busy()) {
    taken->busy = true;
    again = false;
  } else if (are_parts(x.parts())) {
    taken->busy = !turns_.take(peer, now);
    again = !taken->busy;
    if (again)
      mark.parts = to_vector(x.parts());
  } else if (was_asking) {
    mark.telling = true; // the peer does not compare: it is told everything
    again = true;
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
  conclude(peer, *taken, now);
  return taken;
}

/// Whether it is a peer's turn to bring this node up to date, if the next
/// request may ask for that.
bool sync_book::may_begin(const std::string& peer, const peer_mark& mark,
                          std::uint64_t version, timestamp_ms now) {
  auto may_ask = is_new_ || !mark.parts.empty()
                 || worth_comparing(version - std::min(version, mark.sent));
  return !may_compare() || !may_ask || turns_.take(peer, now);
}

/// Who is at its turn keeps it as long as there is more to come.
void sync_book::conclude(const std::string& peer, const sync_result& x,
                         timestamp_ms now) {
  turns_.learn(peer, x.merged.accepted);
  if (x.again) {
    turns_.renew(peer, now);
    return;
  }
  turns_.release(peer, now);
  is_new_ = is_new_ && x.busy;
}

} // namespace aegis::detail
