// In: sync requests and responses of peers, as the topology actor gets them.
// Out: merges into the table, and what the peer has not seen yet.

#include "actors/topology/sync_book.hpp"

#include "aegis/defaults.hpp"
#include "wire/record_codec.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace aegis::detail {

namespace {

constexpr std::uint32_t protocol_version = 1;

/// What the records of one message may take of its frame; the rest of it is far
/// below the difference.
constexpr std::size_t records_bytes_max = defaults::frame_max_bytes / 4 * 3;

/// Appends as many changes, oldest first, as one message carries.
/// @returns the version up to which the receiver then has seen the table.
std::uint64_t append(const std::vector<mesh::record_ptr>& changes,
                     const mesh::topology_table& table,
                     wire::record_list& out) {
  std::size_t bytes = 0;
  const std::string* last = nullptr;
  for (const auto& record : changes) {
    auto x = wire::to_wire(record->info);
    bytes += x.ByteSizeLong();
    if (last && bytes > records_bytes_max)
      return table.changed_at(*last);
    last = &record->info.id;
    *out.Add() = std::move(x);
  }
  return table.version();
}

/// Ids of records that the sender has just proved to know as they are here.
std::set<std::string> known_to_sender(const v1::SyncRequest& x,
                                      const mesh::merge_result& merged) {
  std::set<std::string> result;
  for (const auto& record : x.records())
    result.insert(record.id());
  for (const auto& id : merged.behind)
    result.erase(id);
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

} // namespace

sync_book::sync_book(std::uint64_t epoch,
                     const node_settings::topology_settings& x)
  : epoch_(epoch),
    records_max_(x.records_max),
    merger_(x.policy, x.topology_source) {}

v1::SyncRequest sync_book::request_for(const std::string& peer,
                                       const mesh::topology_table& table) {
  auto& mark = marks_[peer];
  v1::SyncRequest result;
  mark.sending
    = append(table.changes_since(mark.sent), table, *result.mutable_records());
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
                                                  timestamp_ms now) {
  auto remote = read(x);
  if (!remote)
    return std::move(remote).error();
  sync_result done;
  done.merged = merger_.merge(table, *remote, now);
  auto knows_us = x.epoch() == epoch_;
  auto seen = knows_us ? std::min(x.version(), table.version()) : 0;
  auto& response = done.response;
  auto complete = table.version();
  if (table.digest() != x.digest()) {
    auto changes = table.changes_since(seen);
    complete = append(
      seen == 0 ? changes : without(changes, known_to_sender(x, done.merged)),
      table, *response.mutable_records());
    response.set_full(seen == 0 && complete == table.version());
  }
  response.set_epoch(epoch_);
  response.set_version(complete);
  response.set_digest(table.digest());
  response.set_accepted(static_cast<std::uint32_t>(done.merged.accepted));
  auto& mark = marks_[x.sender()];
  mark.epoch = x.sender_epoch();
  // What came is complete only on top of what was sent to this life of ours.
  mark.version = knows_us || x.full() ? x.sender_version() : 0;
  // If the response gets lost, the peer's next request says so.
  mark.sent = complete;
  return done;
}

outcome<sync_book::sync_result> sync_book::accept(const std::string& peer,
                                                  const v1::SyncResponse& x,
                                                  mesh::topology_table& table,
                                                  timestamp_ms now) {
  auto remote = read(peer, x);
  if (!remote)
    return std::move(remote).error();
  auto& mark = marks_[peer];
  auto quiet = table.version() == mark.sending && x.accepted() == 0
               && x.records_size() == 0;
  sync_result done;
  done.merged = merger_.merge(table, *remote, now);
  auto started_again = mark.epoch != 0 && mark.epoch != x.epoch();
  if (mark.epoch != x.epoch())
    mark = {x.epoch(), 0, 0, mark.sending};
  // A request of the peer may have been answered meanwhile.
  mark.version = std::max(mark.version, x.version());
  mark.sent = std::max(mark.sent, mark.sending);
  if (table.digest() == x.digest()) {
    mark.sent = table.version();
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

outcome<mesh::remote_table> sync_book::read(const v1::SyncRequest& x) const {
  auto records = wire::from_wire(x.records(), records_max_);
  if (!records)
    return std::move(records).error();
  return mesh::remote_table{x.sender(), x.sender_epoch(), x.sender_version(),
                            x.digest(), x.full(),         std::move(*records)};
}

outcome<mesh::remote_table> sync_book::read(const std::string& peer,
                                            const v1::SyncResponse& x) const {
  auto records = wire::from_wire(x.records(), records_max_);
  if (!records)
    return std::move(records).error();
  return mesh::remote_table{peer,       x.epoch(), x.version(),
                            x.digest(), x.full(),  std::move(*records)};
}

} // namespace aegis::detail
