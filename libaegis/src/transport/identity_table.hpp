#pragma once

#include "aegis/caller.hpp"

#include <caf/node_id.hpp>

#include <cstddef>
#include <memory>
#include <shared_mutex>
#include <unordered_map>

namespace aegis::transport {

/// Which certificate stands behind a CAF node id. CAF's ids are what a peer
/// says of itself, so each is bound to the certified node that claims it for as
/// long as a connection with it lives. A renewed certificate of the same node
/// takes over. Who sent a message is known by its sender, see
/// `member_proxy.hpp`: an id may have changed hands since. Thread-safe.
class identity_table {
public:
  using caller_ptr = std::shared_ptr<const caller>;

  /// Binds `id` to `who` for one more connection.
  /// @returns false if a connection of another node with this id lives.
  bool bind(const caf::node_id& id, caller who);

  /// A connection for which `bind` returned true ended.
  void retire(const caf::node_id& id);

  /// Returns who has the id now, or nullptr.
  caller_ptr find(const caf::node_id& id) const;

private:
  struct entry {
    caller_ptr who;
    std::size_t connections = 0;
  };

  mutable std::shared_mutex mtx_;
  std::unordered_map<caf::node_id, entry> entries_;
};

} // namespace aegis::transport
