#pragma once

#include <aegis/node_info.hpp>

#include <cstdint>
#include <memory>

// The rules for single records: what is valid, and which of two wins.

namespace aegis::mesh {

/// A record with the hash of its content. Immutable and shared, so that many
/// tables of one process can hold the same one.
struct record {
  node_info info;
  std::uint64_t content_hash = 0; ///< see `content_hash`
};

using record_ptr = std::shared_ptr<const record>;

/// Checks id, address (`host:port` or empty), the lengths of all texts, the
/// numbers of services and labels, and the ranges of the numbers.
/// @returns `ec::invalid_id`, `ec::invalid_address` or `ec::invalid_argument`,
///          naming the node, the field and its value.
outcome<done> check(const node_info& x);

/// Brings the services into their canonical order.
void normalize(node_info& x);

/// Hashes everything but the status, the numbers included. The same on every
/// node and platform (frozen by a test), because it settles conflicts.
/// @pre `x` is normalized.
std::uint64_t content_hash(const node_info& x);

/// Returns the normalized record with its hash. Does not `check`.
record_ptr make_record(node_info x);

/// True if the content of `x` is newer than that of `y`: by incarnation, then
/// revision, then content hash. A strict total order on contents; status plays
/// no part.
/// @pre Both are about the same id.
bool supersedes(const record& x, const record& y);

/// The least record that is not older than `x` nor `y`: of the higher
/// incarnation; within one incarnation the newer content with the worse status.
/// So an edit that arrives late does not raise a node that was declared down;
/// only a new incarnation does. Commutative, associative and idempotent, hence
/// tables converge in whatever order and however often they merge.
/// @returns `x` itself if nothing in `y` is newer, `y` itself if nothing in `x`
///          is, else a combination.
/// @pre Both are about the same id.
record_ptr join(const record_ptr& x, const record_ptr& y);

/// True if two owners seem to use one id: equal numbers, different content.
bool conflicting(const record& x, const record& y);

/// True if content and status are the same.
bool same(const record& x, const record& y);

/// True for members, alive or suspect; false for tombstones, down or left.
bool is_member(const node_info& x);

/// A record's share in the digest of a table, see `topology_table::digest`.
std::uint64_t digest_share(const record& x);

} // namespace aegis::mesh
