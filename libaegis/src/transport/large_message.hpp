#pragma once

#include "transport/basp_frame.hpp"
#include "transport/payload_verdict.hpp"

#include <caf/fwd.hpp>
#include <caf/message.hpp>

#include <vector>

namespace aegis::transport {

/// A large message of a peer, from its last byte to its receiver.
///
/// To judge and to read it takes a look at each byte, memory for all of it and
/// code of the application. That is done beside the I/O thread, as far as it
/// needs nothing that belongs to the I/O thread: handles do, so a message that
/// holds some is read there as small ones are.
struct large_message {
  enum class state {
    unread,
    read,       ///< `content` is what it says
    unreadable, ///< whatever thread tries
    with_handles,
  };

  frame_header header;
  std::vector<char> payload;
  payload_verdict verdict = payload_verdict::ok; ///< unless `unread`
  state is = state::unread;
  caf::message content;

  /// Set in the I/O thread, which looks at nothing else before: who reads it has
  /// let go of it.
  bool is_over = false;
};

/// Judges and reads a message, in any thread; it is not `unread` afterwards.
void read(large_message& x, caf::actor_system& sys);

} // namespace aegis::transport
