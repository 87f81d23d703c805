#pragma once

#include "transport/handle_gate.hpp"

#include <caf/actor_control_block.hpp>
#include <caf/node_id.hpp>
#include <caf/proxy_registry.hpp>

#include <cstddef>
#include <utility>
#include <vector>

namespace aegis::transport {

class link;

/// The reading of one frame of a peer, in this thread, for as long as it lives:
/// which handles the peer may name, and which proxies it may make.
///
/// A peer may name its own actors and those of ours that it was told of. The
/// handles of third nodes arrive empty; one that would lead somewhere, since the
/// third node is connected to us too, is refused with the message.
class peer_reading final : public handle_gate {
public:
  /// Each actor that a peer sends from costs a proxy of some 300 bytes here,
  /// until the connection ends; a peer with more than this is ended.
  static constexpr std::size_t proxies_max = 65'536;

  /// Thrown through CAF's reader, to stop it.
  struct too_many_actors {};

  peer_reading(caf::proxy_registry& proxies, const caf::node_id& self,
               const caf::node_id& from, link& by);
  ~peer_reading() override;

  peer_reading(const peer_reading&) = delete;
  peer_reading& operator=(const peer_reading&) = delete;

  /// The one that lives in this thread, or nullptr.
  static peer_reading* current();

  bool admits(const caf::node_id& node, caf::actor_id actor) override;

  /// The registry of proxies, which is locked, asks for a new one.
  /// @returns false if the handle stays empty.
  bool makes(const caf::node_id& node, caf::actor_id actor);

private:
  caf::proxy_registry& proxies_;
  const caf::node_id& self_;
  const caf::node_id& from_;
  link& by_;
  /// For which the registry holds an empty entry now.
  std::vector<std::pair<caf::node_id, caf::actor_id>> left_empty_;
};

} // namespace aegis::transport
