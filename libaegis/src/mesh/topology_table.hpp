#pragma once

#include "mesh/accuser_ledger.hpp"
#include "mesh/graveyard.hpp"
#include "mesh/limits.hpp"
#include "mesh/merge_result.hpp"
#include "mesh/oblivion.hpp"
#include "mesh/part_versions.hpp"
#include "mesh/record_store.hpp"
#include "mesh/table_rules.hpp"
#include "mesh/topology_snapshot.hpp"

#include <algorithm>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aegis::mesh {

/// What one node knows about all: records of members and tombstones of those
/// that went. Copies are independent.
///
/// Invariants: every record passed `check`; the own record is what this node
/// last said about itself, with a higher incarnation than any other claim that
/// was seen; the version grows with every change of the content; the digest is
/// a function of the common content alone: what this node holds on its own
/// evidence or for itself is no part of it.
///
/// Records come in checked: that their owners signed them is for the caller to
/// know.
///
/// Each operation returns its changes, in version order, each exactly once.
/// `now` is the wall clock; if it stands still or goes back, tombstones merely
/// live longer. Not thread-safe; the snapshots are.
class topology_table {
public:
  /// @param pool  shares what snapshots hold with other tables; may be null
  explicit topology_table(std::string self_id, table_limits limits = {},
                          table_rules rules = {},
                          std::shared_ptr<part_pool> pool = nullptr);

  // -- the own record --------------------------------------------------------

  /// Begins a life of this node: puts its record into the table, alive. The
  /// incarnation becomes the given one or, if higher, the last one known + 1.
  /// @returns `ec::invalid_argument` if the record is another's, or
  ///          what `check` says.
  outcome<record_changes> set_self(node_info x, timestamp_ms now);

  /// Changes the own record and raises its revision; without a difference
  /// nothing happens. Id, `joined_at`, status and numbers stay what they are.
  /// @returns `ec::unknown_node` before `set_self`, or what `check` says; the
  ///          record is unchanged then.
  outcome<record_changes>
  update_self(const std::function<void(node_info&)>& edit, timestamp_ms now);

  /// Ends a life of this node: its record becomes `left` and stays in the
  /// table until `set_self`. @returns `ec::unknown_node` before `set_self`.
  outcome<record_changes> leave(timestamp_ms now);

  /// Signs the own record anew, as a new revision.
  /// @returns `ec::unknown_node` before `set_self`.
  outcome<record_changes> renew(timestamp_ms now);

  /// Returns the own record; null before `set_self`.
  record_ptr self() const;

  const std::string& self_id() const noexcept {
    return self_id_;
  }

  // -- other records, by hand ------------------------------------------------

  /// Adds a member. If the id has a tombstone, the incarnation is raised above
  /// it. Unless this table's edits are told to others, it is a local record;
  /// then a tombstone whose owner has signed it stays: the node comes back by
  /// itself.
  /// @returns `ec::already_exists` for a member, for such a tombstone and for
  ///          the own id, `ec::overloaded` if the table is full, or what `check`
  ///          says.
  outcome<record_changes> add(node_info x, timestamp_ms now);

  /// Accuses a member of death, so that it is `down` here; a local record goes
  /// as well. If it is alive after all, it will come back by itself.
  /// @returns `ec::unknown_node`, `ec::invalid_argument` for the own id.
  outcome<record_changes> remove(const std::string& id, timestamp_ms now);

  /// Replaces a member's record, keeping `joined_at`, status and incarnation,
  /// and raises its revision. The own id is treated as by `update_self`.
  /// @returns `ec::unknown_node`, `ec::not_authorized` if its owner has signed
  ///          it and this table's edits are not told to others, or what `check`
  ///          says.
  outcome<record_changes> update(node_info x, timestamp_ms now);

  /// Adds this node's own accusation to a member's record; `dead` makes it
  /// `down` here, and everywhere once another member says so, too. One that is
  /// not worse than the last changes nothing, nor does a suspicion of whom as
  /// many suspect as are kept: that counts as own evidence already.
  /// @returns `ec::unknown_node`, `ec::invalid_argument` for the own id.
  outcome<record_changes> accuse(const std::string& id, accusation_kind kind,
                                 timestamp_ms now);

  // -- merging ---------------------------------------------------------------

  /// Joins records of another node with those here, see `join`. Records of
  /// this node that would beat its own are refuted by a higher incarnation.
  /// Invalid records and unknown ones beyond a limit are counted as rejected.
  merge_result merge(const std::vector<record_ptr>& remote, timestamp_ms now);
  merge_result merge(const std::vector<node_info>& remote, timestamp_ms now);

  /// Makes up for a refutation that a merge put off (`refute_later`); puts it
  /// off again if `refutation_pause` has not passed since the last one.
  merge_result refute(timestamp_ms now);

  /// Takes over the records of a table with version `map_version`, whatever is
  /// held here about the same nodes, except this node itself. The version
  /// becomes that one, or one more for each change if that is higher. If a
  /// whole `map` lacks the own record as it is here, that counts as changed
  /// once more, so that it will be told to others.
  /// @param whole  `map` is all of it: what it lacks is dropped
  merge_result adopt(const std::vector<record_ptr>& map, bool whole,
                     std::uint64_t map_version, timestamp_ms now);

  /// Returns what the digest will be after the adoption of a part.
  std::uint64_t digest_with(const std::vector<record_ptr>& part) const;

  /// Raises the version to `x` if it is lower.
  void raise_version(std::uint64_t x);

  /// Drops tombstones that are `tombstone_ttl` old and whose owners' signatures
  /// no longer hold, so that no old copy can raise them. Their ids are
  /// remembered for the same purpose, see `oblivion`: as long as any signature
  /// may hold, or once more as long if nobody signed.
  /// @returns how many
  std::size_t expire(timestamp_ms now);

  /// Drops the records of other nodes whose owners' signatures no longer hold,
  /// as nobody would take them from this node, and remembers their ids.
  record_changes drop_outdated(timestamp_ms now);

  // -- reading ---------------------------------------------------------------

  /// Grows with each change of the content, usually by one; 0 if there never
  /// was any.
  std::uint64_t version() const noexcept {
    return version_;
  }

  /// Equal for tables with equal records, tombstones included, whatever their
  /// versions and histories; different otherwise but for a chance of 2^-64.
  std::uint64_t digest() const noexcept {
    return store_.digest();
  }

  /// What is held, part by part.
  const record_store& content() const noexcept {
    return store_;
  }

  /// Number of members and tombstones.
  std::size_t record_count() const noexcept {
    return store_.record_count();
  }

  /// Returns the records that changed after `version`, oldest change first.
  /// Costs a look at each part, and at the records of those that changed.
  std::vector<record_ptr> changes_since(std::uint64_t version) const {
    return changes_since(version, [](const record&) { return true; });
  }

  /// Returns those of them for which `is_wanted`.
  template <class Predicate>
  std::vector<record_ptr> changes_since(std::uint64_t version,
                                        Predicate is_wanted) const;

  /// True if more than `count` records changed after `version`; costs no more
  /// than the answer.
  bool changed_more_than(std::size_t count, std::uint64_t version) const;

  /// Returns the version at which a record last changed here, 0 if there is
  /// none.
  std::uint64_t changed_at(const std::string& id) const;

  /// Returns a member, or null.
  record_ptr find(std::string_view id) const;

  /// Returns a member or a tombstone, or null.
  record_ptr find_any(std::string_view id) const;

  /// The same for a record's id.
  record_ptr find_any(const record& x) const;

  /// Members, ordered by id.
  std::vector<record_ptr> members() const {
    return store_.members();
  }

  /// Members and tombstones, ordered by id.
  std::vector<record_ptr> records() const {
    return store_.records();
  }

  /// Number of members.
  std::size_t size() const noexcept {
    return store_.member_count();
  }

  std::size_t tombstone_count() const noexcept {
    return store_.record_count() - store_.member_count();
  }

  /// The current content; the same object until something changes.
  snapshot_ptr snapshot();

private:
  bool is_own(const std::string& id) const noexcept {
    return has_self_ && id == self_id_;
  }

  // topology_edit.cpp
  outcome<record_changes> edit(const record_ptr& known, node_info x,
                               timestamp_ms now);
  std::uint64_t incarnation_after_last(const std::string& id) const;

  // topology_merge.cpp
  std::vector<record_ptr> merge_newcomers(const std::vector<record_ptr>& remote,
                                          merge_result& out);
  bool is_plain_newcomer(const record& x) const;
  void merge_one(const record_ptr& x, timestamp_ms now, merge_result& out);
  void merge_unknown(const record_ptr& x, timestamp_ms now, merge_result& out);
  void merge_known(const record_ptr& known, const record_ptr& x,
                   timestamp_ms now, merge_result& out);
  void defend(const record_ptr& x, timestamp_ms now, merge_result& out);
  void refute(timestamp_ms now, merge_result& out);

  // topology_adoption.cpp
  void adopt_one(const record_ptr& x, timestamp_ms now, merge_result& out);
  void drop_all_but(const std::vector<record_ptr>& map, merge_result& out);
  void keep_self(const std::vector<record_ptr>& map, timestamp_ms now,
                 merge_result& out);

  // topology_verdicts.cpp
  record_ptr judged(record_ptr x) const;
  record_ptr heeded(const record_ptr& known, const record_ptr& x,
                    merge_result& out) const;

  // topology_table.cpp
  record_ptr signed_record(node_info x, timestamp_ms now,
                           accusation_list accusations = {}) const;
  outcome<done> make_room(const record& x, timestamp_ms now);
  void store(record_ptr x, timestamp_ms now, record_changes& out);
  void put(record_ptr x);
  void put_new(std::size_t part, const std::vector<record_ptr>& xs,
               record_changes& out);
  void release(const record& x);
  void forget(const record& x, timestamp_ms now);
  void touch(std::size_t part);

  std::string self_id_;
  bool has_self_ = false;
  table_limits limits_;
  table_rules rules_;
  accuser_ledger accusers_;
  timestamp_ms refuted_at_{};
  /// The highest incarnation of this node about which others say what it does
  /// not, until it is refuted.
  std::optional<std::uint64_t> to_refute_;
  bool outbidden_before_ = false; ///< in this life, by a higher incarnation
  std::uint64_t version_ = 0;
  record_store store_;
  std::vector<part_versions> versions_; ///< of the records in `store_`
  graveyard graves_;                    ///< tombstones
  oblivion forgotten_;
  std::shared_ptr<part_pool> pool_;
  std::shared_ptr<index_demand> index_demand_;
  std::bitset<part_count> touched_; ///< parts that changed since the snapshot
  snapshot_ptr snapshot_;           ///< null: to be made
};

template <class Predicate>
std::vector<record_ptr>
topology_table::changes_since(std::uint64_t version,
                              Predicate is_wanted) const {
  std::vector<std::pair<std::uint64_t, record_ptr>> found;
  for (std::size_t part = 0; part < versions_.size(); ++part) {
    if (versions_[part].newest() <= version)
      continue;
    const auto& there = *store_.part(part);
    for (std::size_t i = 0; i < there.size(); ++i)
      if (auto changed = versions_[part][i];
          changed > version && is_wanted(*there[i]))
        found.emplace_back(changed, there[i]);
  }
  std::sort(found.begin(), found.end(),
            [](const auto& x, const auto& y) { return x.first < y.first; });
  std::vector<record_ptr> result;
  result.reserve(found.size());
  for (auto& [changed, x] : found)
    result.push_back(std::move(x));
  return result;
}

} // namespace aegis::mesh
