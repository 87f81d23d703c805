#pragma once

#include "aegis/node_info.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace aegis::detail {

/// How far a node and one of its peers have seen each other's tables, each by
/// the version numbers of the other's current life (epoch).
struct peer_mark {
  std::uint64_t epoch = 0;   ///< the peer's, 0: nothing is known of it
  std::uint64_t version = 0; ///< the peer's, that was seen here

  /// Ours, that is held to be seen there. If a message got lost, the peer says
  /// how far it got.
  std::uint64_t sent = 0;

  std::uint64_t sending = 0;    ///< ours, with the request under way
  bool more = false;            ///< that request does not carry everything
  std::set<std::string> owed;   ///< certificates that the peer asked for
  std::set<std::string> wanted; ///< certificates to ask the peer for

  /// Digests of the parts of the peer's table, if they are to be compared with
  /// the next request; empty otherwise.
  std::vector<std::uint64_t> parts;

  /// The last message of this node did not hold all that it had to tell; the
  /// rest follows without another comparison.
  bool telling = false;

  /// The request under way asks for digests instead of telling.
  bool asking = false;

  std::uint64_t used = 0; ///< when it was asked for last, counted

  /// The peer started again, or is met for the first time.
  void meet(std::uint64_t life);

  /// The peer's changes after `since` up to `upto` came. @returns false if some
  /// before them are missing.
  bool see(std::uint64_t since, std::uint64_t upto);

  /// Returns those certificates that are worth asking for: a peer that had not
  /// what it was asked for a few times does not have it.
  std::set<std::string> worth_asking(const std::set<std::string>& fingerprints);

  // -- comparing everything --------------------------------------------------

  /// Neither has news for the other, and still the tables differ: compare them
  /// whole with the next request. What cannot be settled that way (one of them
  /// does not take a record of the other's) is tried at growing intervals.
  void ask_comparison(timestamp_ms now);

  /// Begins a comparison if one was asked for.
  void begin_comparison();

  /// The tables are equal.
  void settled();

private:
  std::map<std::string, unsigned> asked_; ///< how often, by fingerprint
  bool compare_ = false;
  timestamp_ms compared_at_{};
  std::chrono::milliseconds compare_pause_{0};
};

} // namespace aegis::detail
