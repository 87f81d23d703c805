#pragma once

#include "actors/topology/peer_mark.hpp"
#include "actors/topology/sync_turns.hpp"
#include "aegis/fault.hpp"
#include "aegis/settings.hpp"
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
#include <vector>

namespace aegis::detail {

/// Both sides of the sync protocol: what a peer has seen of this node's table
/// and this node of the peer's, so that only what changed since travels.
///
/// Each node numbers its own changes (version) within its life (epoch). A peer
/// that shows up with another epoch has started again and gets everything.
/// Each message says from which version its records go on, and each answer how
/// far the answering node has seen the other's table; so what was lost on the
/// way is sent again. The digests, which are compared each time, show whatever
/// else went wrong.
///
/// Where much is to be told that the peer may have from others, the first
/// message has the digest alone. If that differs, the answer has digests of 256
/// parts of the table, and the records of those parts that differ follow, or
/// first the digests of finer parts if they are many: a meeting of two strangers
/// in a mesh at rest costs a hundred bytes each, and does not grow with the
/// mesh.
///
/// Peers know nearly the same, so that this node would hear most of it several
/// times if it compared its table with several of them at a time, or was new and
/// took theirs. It does so with one after the other as long as it learns from
/// them, see `sync_turns`; the others are told that it is busy.
///
/// A message carries what fits into its frame, oldest changes first; the next
/// sync goes on from there. With its records go the certificates that are news
/// to the peer; one that is missing all the same is asked for, and what waits
/// for it comes again with it. If the peer does not have it either, that stays
/// away.
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
  /// @returns nothing if it is another peer's turn.
  std::optional<v1::SyncRequest> request_for(const std::string& peer,
                                             const mesh::topology_table& table,
                                             const seal::record_gate& gate,
                                             timestamp_ms now);

  /// What one side of a sync did to the table here.
  struct sync_result {
    mesh::merge_result merged;
    std::size_t refused = 0; ///< forged, expired and untrusted ones
    std::optional<fault> first_refusal;
    std::vector<mesh::record_ptr> records; ///< that came and were let in
    v1::SyncResponse response;             ///< of `answer` only
    /// What the peer did not take of this node's records; of `accept` only.
    std::size_t rejected = 0;
    std::string rejection;
    /// Another sync is needed to make the tables equal.
    bool again = false;
    /// One of the two is busy with another peer; of `accept` only.
    bool busy = false;
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

  /// A sync with a peer has failed: others may come to their turn.
  void give_up(const std::string& peer, timestamp_ms now) {
    turns_.release(peer, now);
  }

  /// Forgets peers that are no longer in the table.
  void forget_strangers(const mesh::topology_table& table);

private:
  /// Beyond so many records it is cheaper to compare digests first: about four
  /// times those of all parts.
  static constexpr std::size_t told_at_once_max = 8;

  bool is_source(const std::string& id) const;
  bool should_agree(const std::string& self, const std::string& peer) const;
  std::vector<mesh::record_ptr> news(const mesh::topology_table& table,
                                     std::uint64_t seen) const;
  bool may_compare() const;
  bool worth_comparing(std::size_t news) const;
  bool may_begin(const std::string& peer, const peer_mark& mark,
                 std::uint64_t version, timestamp_ms now);
  void conclude(const std::string& peer, const sync_result& x,
                timestamp_ms now);
  peer_mark& mark_of(const std::string& peer);

  template <class Sync>
  outcome<sync_result> take(const std::string& peer, std::uint64_t epoch,
                            std::uint64_t since, std::uint64_t version,
                            const Sync& x, mesh::topology_table& table,
                            seal::record_gate& gate, timestamp_ms now);

  std::uint64_t epoch_;
  node_settings::topology_settings settings_;
  mesh::table_merger merger_;
  std::map<std::string, peer_mark> marks_;
  std::uint64_t uses_ = 0; ///< of marks
  sync_turns turns_;
  bool is_new_ = true; ///< no sync of this life has come to its end
};

} // namespace aegis::detail
