#pragma once

#include "aegis/fault.hpp"
#include "mesh/merge_policy.hpp"
#include "mesh/topology_table.hpp"
#include "seal/record_gate.hpp"

#include <aegis/v1/mesh.pb.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace aegis::detail {

/// Both sides of the sync protocol: what a peer has seen of this node's table
/// and this node of the peer's, so that only what changed since travels.
///
/// Each node numbers its own changes (version) within its life (epoch). A peer
/// that shows up with another epoch has started again and gets everything.
/// What was lost on the way shows in the peer's next request, which says what
/// it has seen, or in the digests, which are compared each time.
///
/// A message carries what fits into its frame, oldest changes first; the next
/// sync goes on from there. With its records go the certificates that are news
/// to the peer; one that is missing all the same is asked for, and what waits
/// for it comes again with it.
///
/// Knows no actors and no clock. Not thread-safe; `table` and `gate` are always
/// the same.
class sync_book {
public:
  /// @param epoch  not 0, another one for each life of this node
  sync_book(std::uint64_t epoch, const node_settings::topology_settings& x);

  std::uint64_t epoch() const {
    return epoch_;
  }

  /// Begins a sync with a peer.
  v1::SyncRequest request_for(const std::string& peer,
                              const mesh::topology_table& table,
                              seal::record_gate& gate);

  /// What one side of a sync did to the table here.
  struct sync_result {
    mesh::merge_result merged;
    std::size_t refused = 0; ///< forged, expired and untrusted ones
    std::optional<fault> first_refusal;
    v1::SyncResponse response; ///< of `answer` only
    /// Another sync is needed to make the tables equal.
    bool again = false;
  };

  /// Merges a peer's request, whose `sender` is who the connection says, and
  /// makes the response.
  /// @returns `ec::malformed_message` if a record breaks a limit,
  ///          `ec::not_authorized` if there are too many forgeries; nothing has
  ///          changed then.
  outcome<sync_result> answer(const v1::SyncRequest& x,
                              mesh::topology_table& table,
                              seal::record_gate& gate, timestamp_ms now);

  /// Merges what the peer answered to the last request.
  /// @returns the same errors.
  outcome<sync_result> accept(const std::string& peer,
                              const v1::SyncResponse& x,
                              mesh::topology_table& table,
                              seal::record_gate& gate, timestamp_ms now);

  /// Forgets peers that are no longer in the table.
  void forget_strangers(const mesh::topology_table& table);

private:
  struct peer_mark {
    std::uint64_t epoch = 0;      ///< the peer's, 0: nothing is known of it
    std::uint64_t version = 0;    ///< the peer's, that was seen here
    std::uint64_t sent = 0;       ///< ours, that was seen there
    std::uint64_t sending = 0;    ///< ours, of the request under way
    std::set<std::string> owed;   ///< certificates that the peer asked for
    std::set<std::string> wanted; ///< certificates to ask the peer for
    bool more = false; ///< the request under way does not carry everything
  };

  std::uint64_t epoch_;
  mesh::table_merger merger_;
  std::map<std::string, peer_mark> marks_;
};

} // namespace aegis::detail
