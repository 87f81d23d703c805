#pragma once

#include <caf/actor_control_block.hpp>
#include <caf/actor_system.hpp>
#include <caf/error.hpp>
#include <caf/mailbox_element.hpp>
#include <caf/message.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace aegis::simulation {

/// What a message weighs and what it says, in two numbers and a name.
struct measure {
  std::size_t bytes = 0;
  std::uint64_t digest = 0; ///< the same for equal contents
  std::string_view type;    ///< for people; valid for ever
};

/// Measures a message.
/// @returns why it cannot cross a network: a type that is not registered, or
///          one that cannot be written.
caf::error measure_message(caf::actor_system& sys, const caf::message& x,
                           measure& out);

/// What goes over a connection.
struct cargo {
  enum class kind : std::uint8_t {
    message,
    watch, ///< asks to hear of the end of an actor
    death, ///< tells of it
  };

  kind what = kind::message;
  caf::actor_id target = 0;         ///< at the receiving node
  caf::strong_actor_ptr target_ptr; ///< if it is known already
  caf::strong_actor_ptr sender;     ///< at the sending node; may be null
  caf::message_id mid;
  caf::message content;
  caf::error why; ///< of a death
  measure size;
};

} // namespace aegis::simulation
