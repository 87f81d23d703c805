#pragma once

#include "aegis/certificate.hpp"
#include "aegis/export.hpp"

#include <caf/expected.hpp>
#include <caf/fwd.hpp>

#include <memory>
#include <string>

namespace AEGIS_PUBLIC aegis {

/// Who sent the message that an actor is handling.
struct caller {
  /// The node id that the TLS connection's certificate names.
  std::string node_id;
  /// The certificate that the sender proved to own; shared and immutable.
  std::shared_ptr<const aegis::certificate> certificate;
  /// True if the sender is an actor of this very node.
  bool local = false;
};

/// Returns who sent the current message of `self`. Call it inside a message
/// handler; afterwards the current sender is gone.
/// @returns `ec::no_caller` outside a handler, for anonymous messages and for
///          senders from connections that are not part of the mesh;
///          `ec::not_configured` if no node runs in this actor system.
/// Thread-safe; the result stays valid when the connection ends.
AEGIS_PUBLIC caf::expected<caller> caller_of(const caf::scheduled_actor* self);

} // namespace aegis
