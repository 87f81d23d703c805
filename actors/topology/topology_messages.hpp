#pragma once

#include "aegis/actors.hpp"
#include "mesh/change.hpp"
#include "mesh/record.hpp"
#include "seal/keys.hpp"

#include <caf/allowed_unsafe_message_type.hpp>

#include <string>
#include <vector>

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

/// A sync that was started with `sync_start` has failed.
struct sync_failure {
  std::string peer_id;
};

/// Asks for `table_news`; one comes at once. Ends with the watcher.
struct table_watch {
  caf::actor watcher;
};

/// What has changed in the table since the last news: one message however much
/// that is, which its receivers share. The snapshot that goes with it is there.
struct table_news {
  /// Mere accusations and tombstones included; none for what was there before
  /// the watch.
  mesh::record_changes changes;

  /// Somebody has accused this node, which has refuted it.
  bool self_accused = false;
};

/// The interface of the topology actor with all of these.
using topology_internal_actor = topology_actor::extend<
  caf::reacts_to<expiry_due>, caf::reacts_to<refutation_due>,
  caf::reacts_to<key_change>, caf::reacts_to<table_watch>,
  caf::reacts_to<sync_failure>>;

} // namespace aegis::detail

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::expiry_due)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::refutation_due)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::key_change)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::sync_failure)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::table_watch)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::table_news)
