#pragma once

#include "aegis/actors.hpp"
#include "mesh/record.hpp"
#include "seal/keys.hpp"

#include <caf/allowed_unsafe_message_type.hpp>

// What the topology actor hears from the node's other actors beyond
// <aegis/actors.hpp>, and what it tells them.

namespace aegis::detail {

/// Time to look for expired tombstones and signatures.
struct expiry_due {};

/// Time to make up for a refutation that was put off.
struct refutation_due {};

/// This node has new credentials.
struct key_change {
  seal::signing_key_ptr key;
  seal::key_judge_ptr judge;
};

/// Asks for each change of a record as `record_news`, beginning with what is
/// there. Ends with the watcher.
struct record_watch {
  caf::actor watcher;
};

/// A record has changed, tombstones and accusations included; sent in the order
/// of the changes.
struct record_news {
  mesh::record_ptr record;
  bool dropped = false; ///< a member's record is not kept any more
};

/// Somebody has accused this node, which has refuted it.
struct self_accused {};

/// The interface of the topology actor with all of these.
using topology_internal_actor = topology_actor::extend<
  caf::reacts_to<expiry_due>, caf::reacts_to<refutation_due>,
  caf::reacts_to<key_change>, caf::reacts_to<record_watch>>;

} // namespace aegis::detail

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::expiry_due)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::refutation_due)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::key_change)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::record_watch)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::record_news)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::self_accused)
