#pragma once

#include <caf/fwd.hpp>
#include <caf/node_id.hpp>

namespace aegis::transport {

/// Says which actor handles a peer may put into a message.
class handle_gate {
public:
  virtual ~handle_gate() = default;

  /// @returns whether the handle of `actor` on `node` may be read.
  virtual bool admits(const caf::node_id& node, caf::actor_id actor) = 0;
};

} // namespace aegis::transport
