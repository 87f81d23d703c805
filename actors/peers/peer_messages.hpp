#pragma once

#include "actors/peers/link_messages.hpp"
#include "actors/peers/peer_table.hpp"
#include "actors/topology/topology_messages.hpp"
#include "aegis/actors.hpp"
#include "transport/hub.hpp"

#include <caf/allowed_unsafe_message_type.hpp>

#include <cstdint>
#include <string>
#include <vector>

// What the peer manager hears from the transport and sends to itself.

namespace aegis::detail {

/// The node listens: dial from now on.
struct dialing_start {};

/// The node leaves: dial no more, fail what waits.
struct dialing_stop {};

/// A connection is up, whoever dialed.
struct link_up {
  transport::peer_link link;
};

/// A connection ended.
struct link_down {
  transport::peer_link link;
  fault why;
};

/// What became of an attempt.
struct dial_result {
  peer_key key = 0;
  std::uint32_t attempt = 0;
  outcome<transport::peer_link> result = fault{};
};

/// The pause of a peer is over.
struct retry_due {
  peer_key key = 0;
};

/// Time for a sync with some peer.
struct sync_due {};

/// A sync had to wait for another one: time to try again.
struct sync_retry {
  std::string peer;
};

/// Time to sync with a peer that was busy.
struct catch_up_due {};

/// Time to tell peers of the latest changes.
struct push_due {};

/// Somebody with the id of a connected peer wanted to connect: the connection
/// may be dead, or there are two such nodes.
struct rival_seen {
  std::string node_id;
};

/// Time to look after the connections: too few, too many, to the dead.
struct upkeep_due {};

/// How much the connections are used, as the transport counts it.
struct links_counted {
  std::vector<transport::link_use> uses;
};

/// Where other members may be found, as one source of seeds says now.
struct seed_list {
  std::string source; ///< names it for people
  outcome<std::vector<std::string>> addresses = fault{};
};

/// What became of the dial of a seed.
struct seed_result {
  std::string address;
  outcome<transport::peer_link> result = fault{};
};

/// The interface of the peer manager with all of these.
using peer_manager_internal_actor = peer_manager_actor::extend<
  caf::reacts_to<dialing_start>, caf::reacts_to<dialing_stop>,
  caf::reacts_to<link_up>, caf::reacts_to<link_down>,
  caf::reacts_to<dial_result>, caf::reacts_to<retry_due>,
  caf::reacts_to<sync_due>, caf::reacts_to<push_due>,
  caf::reacts_to<sync_retry>, caf::reacts_to<catch_up_due>,
  caf::reacts_to<table_news>, caf::replies_to<member_question>::with<frame>,
  caf::replies_to<short_dial>::with<peer_connection>,
  caf::reacts_to<link_watch>, caf::reacts_to<rival_seen>,
  caf::reacts_to<upkeep_due>, caf::reacts_to<links_counted>,
  caf::reacts_to<seed_list>, caf::reacts_to<seed_result>>;

} // namespace aegis::detail

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::dialing_start)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::dialing_stop)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::link_up)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::link_down)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::dial_result)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::retry_due)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::sync_due)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::sync_retry)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::catch_up_due)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::push_due)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::rival_seen)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::upkeep_due)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::links_counted)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::seed_list)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::seed_result)
