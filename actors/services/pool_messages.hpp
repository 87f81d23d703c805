#pragma once

#include "actors/services/call_alarm.hpp"
#include "actors/topology/topology_messages.hpp"
#include "aegis/actors.hpp"

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/typed_event_based_actor.hpp>

// What the service pool is told by its ports and handles and by itself.

namespace aegis::detail {

/// The alarm goes off.
struct alarm_due {};

/// Providers of a service have changed: publish them to its handles.
struct publication_due {
  service_id service;
};

/// There are new handles at the desk.
struct handles_made {};

/// A handle to the service has ended.
struct handle_end {
  service_id service;
};

/// An actor that serves a service of this node has ended.
struct instance_end {
  service_id service;
  caf::error why;
};

/// The interface of the service pool with all of these.
using service_pool_internal_actor = service_pool_actor::extend<
  caf::reacts_to<alarm_set>, caf::reacts_to<alarm_due>,
  caf::reacts_to<publication_due>, caf::reacts_to<handles_made>,
  caf::reacts_to<handle_end>, caf::reacts_to<instance_end>,
  caf::reacts_to<table_news>>;

} // namespace aegis::detail

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::alarm_due)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::publication_due)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::handles_made)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::handle_end)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::instance_end)
