#pragma once

#include <caf/mailbox_element.hpp>
#include <caf/system_messages.hpp>

namespace aegis::detail {

/// What a message means to CAF's runtime.
enum class message_class {
  user,   ///< for the receiver's behavior
  exit,   ///< an `exit_msg`
  system, ///< anything else that CAF handles itself, or that it must not route
};

/// Classifies a message by its content and id. The rule is at least as strict
/// as what the transport lets out to a peer: exit, down, error, timeout, group,
/// and stream messages, and those that begin with one of the atoms sys, link,
/// unlink, monitor, demonitor and migrate. Thread-safe; allocates nothing.
message_class classify(const caf::mailbox_element& x);

/// The reason of an `exit_msg`. Requires `classify(x) == message_class::exit`.
const caf::error& exit_reason_of(const caf::mailbox_element& x);

} // namespace aegis::detail
