#pragma once

#include <aegis/node_info.hpp>

#include <cstddef>
#include <set>
#include <string>
#include <vector>

// What members hold against a member, and what follows from it.

namespace aegis::mesh {

/// One member's accusation of another, about the incarnation of the record that
/// holds it. Whether the signature is good was checked by whoever made this.
struct accusation {
  std::string accuser;
  accusation_kind kind = accusation_kind::suspect;
  timestamp_ms made_at{};  ///< for people; plays no part in any decision
  std::string signature;   ///< see `Accusation` in mesh.proto
  std::string fingerprint; ///< SHA-256 of the accuser's certificate
};

/// Ordered by accuser, one for each.
using accusation_list = std::vector<accusation>;

/// True if the same members accuse of the same.
bool same(const accusation_list& x, const accusation_list& y);

/// Joins two lists: of each accuser the worse accusation; of more than
/// `defaults::accusations_max` those of death before suspicions, then the
/// accusers that are lower in order. A semilattice, so tables converge.
accusation_list unite(const accusation_list& x, const accusation_list& y);

/// Adds one accusation. @returns false if that changes nothing.
bool add(accusation_list& xs, const accusation& x);

/// What all members agree on: down from `defaults::accusers_for_removal`
/// accusers of death on, suspect from one accuser of anything on.
node_status verdict(const accusation_list& xs);

/// True if `judge` accuses of death.
bool condemned(const accusation_list& xs, const std::string& judge);

/// True if one of `judges`, whose word alone suffices, accuses of death.
bool condemned(const accusation_list& xs, const std::set<std::string>& judges);

/// True if `id` is among the accusers.
bool accused_by(const accusation_list& xs, const std::string& id);

} // namespace aegis::mesh
