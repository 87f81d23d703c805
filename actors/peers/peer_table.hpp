#pragma once

#include "actors/peers/peer_entry.hpp"
#include "aegis/fault.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>

namespace aegis::detail {

/// Names an entry for its life; ids may be learned later and entries merge.
using peer_key = std::uint64_t;

/// The peers of one node, by key and by id. No two entries have the same id.
/// Pure; not thread-safe.
class peer_table {
public:
  peer_table(std::string own_id, std::size_t max, peer_pace pace)
    : own_id_(std::move(own_id)), max_(max), pace_(pace) {}

  /// Adds a peer that is kept connected, or keeps one from now on that was
  /// known by chance.
  /// @returns `ec::already_exists` if it was added before, `ec::invalid_id`,
  ///          `ec::invalid_address`, `ec::invalid_argument` for this node
  ///          itself, `ec::overloaded` if there are too many.
  outcome<peer_key> add(const peer_address& where);

  /// Finds the member, or makes an entry that lasts while it is needed.
  /// @returns the same errors but `ec::already_exists`.
  outcome<peer_key> demand(const std::string& id, const std::string& address);

  /// The peer behind `key` turned out to be `id`.
  /// @returns the key that stands for `id` now: another one if there was an
  ///          entry for it, into which this one merges; its addresses find that
  ///          entry then.
  peer_key learn(peer_key key, const std::string& id);

  /// Forgets a learned id; see `peer_entry::forget_id`.
  bool forget_id(peer_key key);

  void erase(peer_key key);

  /// Erases the entry if nothing is lost by it.
  void dispose(peer_key key);

  /// Returns nullptr if there is none.
  peer_entry* find(peer_key key);

  /// Looks for an id, or for an address under which the peer was added.
  /// @returns 0 if there is none.
  peer_key find(const std::string& id_or_address) const;

  const std::map<peer_key, peer_entry>& entries() const {
    return entries_;
  }

private:
  outcome<done> check(const peer_address& where) const;
  outcome<peer_key> insert(const peer_address& where, bool kept);
  void add_address(const std::string& address, peer_key key);

  std::string own_id_;
  std::size_t max_;
  peer_pace pace_;
  peer_key last_ = 0;
  std::map<peer_key, peer_entry> entries_;
  std::unordered_map<std::string, peer_key> by_id_;
  std::multimap<std::string, peer_key> by_address_; ///< all that were added
};

} // namespace aegis::detail
