#pragma once

#include "aegis/ec.hpp"
#include "aegis/export.hpp"
#include "aegis/fault.hpp"
#include "aegis/node_info.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace AEGIS_PUBLIC aegis {

/// Whom to dial. With an empty id, any member of this mesh may answer and its
/// id is learned from its certificate.
struct peer_address {
  std::string id;
  std::string address; ///< `host:port`
};

/// Where the connection to a peer stands.
enum class peer_state : std::uint8_t { idle, dialing, up, backing_off };

AEGIS_PUBLIC std::string to_string(peer_state x);

/// What this node knows about a peer.
struct peer_info {
  std::string id; ///< empty while not learned yet
  std::string address;
  std::string type; ///< from the topology; empty while unknown
  peer_state state = peer_state::idle;
  /// Why the last attempt or connection ended, if one did.
  std::optional<fault> last_error;
  std::uint32_t failures = 0; ///< attempts that failed since the last success
  timestamp_ms connected_since{}; ///< meaningful while up
};

} // namespace aegis
