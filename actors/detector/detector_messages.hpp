#pragma once

#include "actors/peers/peer_messages.hpp"
#include "actors/topology/topology_messages.hpp"
#include "aegis/actors.hpp"

#include <caf/allowed_unsafe_message_type.hpp>

// What the detector hears from the node's other actors and sends to itself.

namespace aegis::detail {

/// The node is up: probe from now on.
struct detection_start {};

/// The node leaves: suspect nobody any more.
struct detection_stop {};

/// The failure detector has something to do.
struct detector_due {};

/// The interface of the detector with all of these.
using detector_internal_actor = detector_actor::extend<
  caf::reacts_to<detection_start>, caf::reacts_to<detection_stop>,
  caf::reacts_to<detector_due>, caf::reacts_to<table_news>,
  caf::reacts_to<link_news>>;

} // namespace aegis::detail

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::detection_start)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::detection_stop)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::detector_due)
