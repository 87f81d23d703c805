#pragma once

#include "mesh/accusation.hpp"

#include <aegis/node_info.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

// The rules for single records: what is valid, and which of two wins.

namespace aegis::mesh {

/// Proof that a record comes from its owner. Travels and is kept as it is, in
/// one piece; whether the signature is good was checked by whoever made this.
struct seal {
  /// Where in `encoded` something is.
  struct extent {
    std::uint32_t begin = 0;
    std::uint32_t size = 0;
  };

  std::string encoded; ///< a `SignedRecord` of mesh.proto, without accusations
  extent body_at;
  extent signature_at;
  extent fingerprint_at;
  timestamp_ms valid_until{};
  std::uint64_t body_hash = 0; ///< first 8 bytes of SHA-256 of the body

  /// What was signed.
  std::string_view body() const {
    return at(body_at);
  }

  std::string_view signature() const {
    return at(signature_at);
  }

  /// SHA-256 of the signer's certificate.
  std::string_view fingerprint() const {
    return at(fingerprint_at);
  }

private:
  std::string_view at(extent x) const {
    return std::string_view{encoded}.substr(x.begin, x.size);
  }
};

using seal_ptr = std::shared_ptr<const seal>;

/// A certificate that was examined and found to be a member's.
struct signer_papers {
  std::string certificate; ///< what others need to examine it, in DER form
  std::string fingerprint; ///< names it
};

using papers_ptr = std::shared_ptr<const signer_papers>;

/// A record with the hash of its content. Immutable and shared, so that many
/// tables of one process can hold the same one.
struct record {
  node_info info; ///< the status is what follows from all that is known
  /// The seal's, or `content_hash` of a record that nobody signed. Settles
  /// conflicts and is what digests are made of, so an owner must not be able to
  /// choose it.
  std::uint64_t content_hash = 0;
  seal_ptr proof;              ///< null if nobody signed it
  papers_ptr papers;           ///< of who signed it; null if it was not checked
  accusation_list accusations; ///< of this incarnation
  /// Entered by hand at this node, for itself alone: others never hear of it,
  /// and a record of its owner replaces it.
  bool local = false;
  /// This node does not call it for now, though it is a member.
  bool excluded = false;
  std::uint64_t id_hash = 0; ///< `hash_of_id(info.id)`
};

using record_ptr = std::shared_ptr<const record>;

/// Checks id, address (`host:port` or empty), the lengths of all texts, the
/// numbers of services and labels, and the ranges of the numbers.
/// @returns `ec::invalid_id`, `ec::invalid_address` or `ec::invalid_argument`,
///          naming the node, the field and its value.
outcome<done> check(const node_info& x);

/// The same for the ranges of the numbers alone.
outcome<done> check_numbers(const node_info& x);

/// Finds ids in tables and spreads them over the parts of one; the same on
/// every node (frozen by a test).
std::uint64_t hash_of_id(std::string_view id);

/// Brings the services into their canonical order.
void normalize(node_info& x);

/// Hashes everything but the status, the numbers included. The same on every
/// node and platform (frozen by a test).
/// @pre `x` is normalized.
std::uint64_t content_hash(const node_info& x);

/// Returns the normalized record with its hash. Does not `check`. The status
/// becomes what `x` or the accusations say, whichever is worse.
record_ptr make_record(node_info x, seal_ptr proof = nullptr,
                       accusation_list accusations = {},
                       papers_ptr papers = nullptr);

/// True if the content of `x` is newer than that of `y`: by incarnation, then
/// whether its owner says that it left, then revision, content hash and signed
/// bytes. A strict total order on what owners say.
/// @pre Both are about the same id.
bool supersedes(const record& x, const record& y);

/// The least record that is not older than `x` nor `y`: of the higher
/// incarnation; within one incarnation the newer content with the accusations
/// of both and the worse status. What is kept of an owner's word is what it
/// signed, `left` included. So an edit that arrives late does not raise a
/// node that was declared down; only a new incarnation does. A local record
/// gives way to one that is not. Commutative, associative and idempotent, hence
/// tables converge in whatever order and however often they merge.
/// @returns `x` itself if nothing in `y` is newer, `y` itself if nothing in `x`
///          is, else a combination.
/// @pre Both are about the same id.
record_ptr join(const record_ptr& x, const record_ptr& y);

/// True if two owners seem to use one id: equal numbers, different content.
bool conflicting(const record& x, const record& y);

/// The status that all members agree on who hold the same content and the same
/// accusations; a single node may know more, see `condemned`.
node_status common_status(const record& x);

/// Returns the record with another status.
record_ptr with_status(const record& x, node_status status);

/// True if content, accusations and common status are the same.
bool same(const record& x, const record& y);

/// True for members, alive or suspect; false for tombstones, down or left.
bool is_member(const node_info& x);

/// True for a member whose services may be called.
inline bool is_callable(const record& x) {
  return is_member(x.info) && !x.excluded;
}

/// A record's share in the digest of a table, see `topology_table::digest`: of
/// its content and its common status; 0 for a local one.
std::uint64_t digest_share(const record& x);

} // namespace aegis::mesh
