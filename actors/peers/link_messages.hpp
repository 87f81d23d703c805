#pragma once

#include "aegis/fault.hpp"
#include "aegis/messages.hpp"

#include <caf/actor.hpp>
#include <caf/allowed_unsafe_message_type.hpp>

#include <chrono>
#include <optional>
#include <string>

// What the node's other actors ask of the peer manager beyond
// <aegis/actors.hpp>, and what it tells them.

namespace aegis::detail {

/// Asks the endpoint of a member, through its connection or a short dial. The
/// time counts for both. Answered with the peer's frame, `ec::deadline` or
/// `ec::timed_out` if nothing came back in time, or why it cannot be reached.
struct member_question {
  std::string node_id;
  frame question;
  std::chrono::milliseconds timeout{};
};

/// Asks for a connection that is closed again once it is idle, unless others
/// want it.
struct short_dial {
  std::string node_id;
};

/// Asks for each beginning and end of a connection as `link_news`.
struct link_watch {
  caf::actor watcher;
};

/// A connection is up, or lost: `ec::not_connected` if this node ended it.
struct link_news {
  std::string node_id;
  std::optional<fault> lost;
};

} // namespace aegis::detail

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::member_question)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::short_dial)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::link_watch)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::link_news)
