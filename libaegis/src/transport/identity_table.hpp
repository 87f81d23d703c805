#pragma once

#include "aegis/caller.hpp"

#include <caf/node_id.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <shared_mutex>
#include <unordered_map>

namespace aegis::transport {

/// Which certificate stands behind a CAF node id. CAF's ids are what a peer
/// says of itself, so each is bound to the first certified node that claims it,
/// for as long as a connection with it lives and a while after. A renewed
/// certificate of the same node takes over. Thread-safe.
class identity_table {
public:
  /// Bindings of ended connections that are remembered, so that a message that
  /// waits in a mailbox still has its caller.
  static constexpr std::size_t retired_max = 1024;

  /// Binds `id` to `who`.
  /// @returns false if it is bound to another node.
  bool bind(const caf::node_id& id, caller who);

  /// The connection behind `id` ended.
  void retire(const caf::node_id& id);

  std::optional<caller> find(const caf::node_id& id) const;

  /// True while a connection with `id` lives.
  bool live(const caf::node_id& id) const;

private:
  struct entry {
    caller who;
    std::uint64_t retired_at = 0; ///< 0: live
  };

  mutable std::shared_mutex mtx_;
  std::unordered_map<caf::node_id, entry> entries_;
  std::deque<std::pair<std::uint64_t, caf::node_id>> retired_;
  std::uint64_t clock_ = 0;
};

} // namespace aegis::transport
