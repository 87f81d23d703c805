// In: sync requests and responses of peers, as the topology actor gets them.
// Out: merges into the table, and what the peer has not seen yet.

#include "actors/topology/sync_book.hpp"

#include "aegis/defaults.hpp"
#include "wire/signed_record_codec.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace aegis::detail {

namespace {

constexpr std::uint32_t protocol_version = 1;

/// What the records of one message may take of its frame; the rest of it is far
/// below the difference.
constexpr std::size_t records_bytes_max = defaults::frame_max_bytes / 4 * 3;

/// Fills a message with records and the certificates that go with them.
class packer {
public:
  /// @param seen  version of our table that the receiver has seen
  packer(std::uint64_t seen, seal::certificate_book& book)
    : seen_(seen), book_(book) {}

  /// Appends as many changes, oldest first, as one message carries.
  /// @returns the version up to which the receiver then has seen the table.
  template <class Sync>
  std::uint64_t append(const std::vector<mesh::record_ptr>& changes,
                       const mesh::topology_table& table, Sync& out) {
    const std::string* last = nullptr;
    for (const auto& record : changes) {
      if (!record->proof)
        continue; // for this node alone
      auto x = wire::to_wire(*record);
      bytes_ += x.ByteSizeLong() + append_certificates(*record, out);
      if (last
          && (bytes_ > records_bytes_max
              || out.records_size()
                   >= static_cast<int>(defaults::sync_records_max))) {
        out.set_more(true);
        return table.changed_at(*last);
      }
      last = &record->info.id;
      *out.add_records() = std::move(x);
    }
    return table.version();
  }

  /// Appends a certificate, once. @returns its size.
  template <class Sync>
  std::size_t append_certificate(const std::string& fingerprint, Sync& out) {
    auto* entry = book_.find(fingerprint);
    if (entry == nullptr || !sent_.insert(fingerprint).second)
      return 0;
    out.add_certificates(entry->certificate);
    return entry->certificate.size();
  }

private:
  template <class Sync>
  std::size_t append_certificates(const mesh::record& x, Sync& out) {
    auto result = append_if_news(x.proof->fingerprint, out);
    for (const auto& a : x.accusations)
      result += append_if_news(a.fingerprint, out);
    return result;
  }

  template <class Sync>
  std::size_t append_if_news(const std::string& fingerprint, Sync& out) {
    auto* entry = book_.find(fingerprint);
    return entry != nullptr && entry->since > seen_
             ? append_certificate(fingerprint, out)
             : 0;
  }

  std::uint64_t seen_;
  seal::certificate_book& book_;
  std::size_t bytes_ = 0;
  std::set<std::string> sent_;
};

/// Ids of records that the sender has just proved to know as they are here.
std::set<std::string> known_to_sender(std::set<std::string> sent,
                                      const mesh::merge_result& merged) {
  for (const auto& id : merged.behind)
    sent.erase(id);
  return sent;
}

std::set<std::string> ids_of(const std::vector<mesh::record_ptr>& records) {
  std::set<std::string> result;
  for (const auto& x : records)
    result.insert(x->info.id);
  return result;
}

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
std::set<std::string> to_set(const List& xs) {
  return {xs.begin(), xs.end()};
}

} // namespace

sync_book::sync_book(std::uint64_t epoch,
                     const node_settings::topology_settings& x)
  : epoch_(epoch), merger_(x.policy, x.topology_source) {}

v1::SyncRequest sync_book::request_for(const std::string& peer,
                                       const mesh::topology_table& table,
                                       seal::record_gate& gate) {
  auto& mark = marks_[peer];
  v1::SyncRequest result;
  packer pack{mark.sent, gate.book()};
  for (const auto& fingerprint : std::exchange(mark.owed, {}))
    pack.append_certificate(fingerprint, result);
  mark.sending = pack.append(table.changes_since(mark.sent), table, result);
  mark.more = result.more();
  for (const auto& fingerprint : std::exchange(mark.wanted, {}))
    result.add_wanted_certificates(fingerprint);
  result.set_sender(table.self_id());
  result.set_epoch(mark.epoch);
  result.set_version(mark.version);
  result.set_digest(table.digest());
  result.set_full(mark.sent == 0 && mark.sending == table.version());
  result.set_protocol_min(protocol_version);
  result.set_protocol_max(protocol_version);
  result.set_sender_epoch(epoch_);
  result.set_sender_version(mark.sending);
  return result;
}

outcome<sync_book::sync_result> sync_book::answer(const v1::SyncRequest& x,
                                                  mesh::topology_table& table,
                                                  seal::record_gate& gate,
                                                  timestamp_ms now) {
  auto admitted = gate.admit(x.records(), x.certificates(), table, now);
  if (!admitted)
    return std::move(admitted).error();
  sync_result done;
  done.refused = admitted->refused;
  done.first_refusal = std::move(admitted->first_refusal);
  auto sent = ids_of(admitted->records);
  done.merged = merger_.merge(table,
                              {x.sender(), x.sender_epoch(), x.sender_version(),
                               x.digest(), x.full() && admitted->wanted.empty(),
                               std::move(admitted->records)},
                              now);
  auto knows_us = x.epoch() == epoch_;
  auto seen = knows_us ? std::min(x.version(), table.version()) : 0;
  auto& response = done.response;
  packer pack{seen, gate.book()};
  for (const auto& fingerprint : to_set(x.wanted_certificates()))
    pack.append_certificate(fingerprint, response);
  for (const auto& fingerprint : admitted->wanted)
    response.add_wanted_certificates(fingerprint);
  auto complete = table.version();
  if (table.digest() != x.digest()) {
    auto changes = table.changes_since(seen);
    complete = pack.append(
      seen == 0
        ? changes
        : without(changes, known_to_sender(std::move(sent), done.merged)),
      table, response);
    response.set_full(seen == 0 && complete == table.version());
  }
  response.set_epoch(epoch_);
  response.set_version(complete);
  response.set_digest(table.digest());
  response.set_want_full(done.merged.needs_full);
  response.set_accepted(static_cast<std::uint32_t>(done.merged.accepted));
  auto& mark = marks_[x.sender()];
  if (mark.epoch != x.sender_epoch())
    mark.version = 0;
  mark.epoch = x.sender_epoch();
  // What came is complete only on top of what was sent to this life of ours,
  // and if nothing waits for its certificate.
  if (!knows_us && !x.full())
    mark.version = 0;
  else if (admitted->wanted.empty())
    mark.version = x.sender_version();
  // If the response gets lost, the peer's next request says so.
  mark.sent = complete;
  return done;
}

outcome<sync_book::sync_result> sync_book::accept(const std::string& peer,
                                                  const v1::SyncResponse& x,
                                                  mesh::topology_table& table,
                                                  seal::record_gate& gate,
                                                  timestamp_ms now) {
  auto admitted = gate.admit(x.records(), x.certificates(), table, now);
  if (!admitted)
    return std::move(admitted).error();
  auto& mark = marks_[peer];
  auto quiet = table.version() == mark.sending && x.accepted() == 0
               && x.records_size() == 0;
  sync_result done;
  done.refused = admitted->refused;
  done.first_refusal = std::move(admitted->first_refusal);
  done.merged = merger_.merge(table,
                              {peer, x.epoch(), x.version(), x.digest(),
                               x.full() && admitted->wanted.empty(),
                               std::move(admitted->records)},
                              now);
  auto started_again = mark.epoch != 0 && mark.epoch != x.epoch();
  if (mark.epoch != x.epoch())
    mark = {x.epoch(), 0, 0, mark.sending, {}, {}, mark.more};
  mark.owed = to_set(x.wanted_certificates());
  mark.wanted = std::move(admitted->wanted);
  // A request of the peer may have been answered meanwhile.
  if (mark.wanted.empty())
    mark.version = std::max(mark.version, x.version());
  if (mark.owed.empty())
    mark.sent = std::max(mark.sent, mark.sending);
  done.again = !mark.owed.empty() || !mark.wanted.empty() || x.more()
               || std::exchange(mark.more, false);
  if (done.again)
    return done;
  if (table.digest() == x.digest()) {
    mark.sent = table.version();
  } else if (x.want_full()) {
    mark.sent = 0;
    done.again = true;
  } else if (started_again) {
    mark.sent = 0;
    done.again = true;
  } else if (done.merged.needs_full) {
    mark.version = 0;
    done.again = true;
  } else if (quiet) {
    // Neither has news for the other and still they differ: compare everything
    // at the next occasion.
    mark.sent = 0;
    mark.version = 0;
  }
  return done;
}

void sync_book::forget_strangers(const mesh::topology_table& table) {
  for (auto i = marks_.begin(); i != marks_.end();)
    i = table.find_any(i->first) ? std::next(i) : marks_.erase(i);
}

} // namespace aegis::detail
