#pragma once

#include <caf/event_based_actor.hpp>

#include <atomic>
#include <cstdint>

namespace aegis::test {

/// What the actors of the target went through.
struct target_counters {
  std::atomic<std::uint64_t> served{0};  ///< requests that the service got
  std::atomic<std::uint64_t> answers{0}; ///< to requests of the service
  std::atomic<std::uint64_t> failures{0};
  std::atomic<std::uint64_t> touched{0}; ///< messages to the hidden actor
  std::atomic<std::uint64_t> deaths{0};  ///< of either
  std::atomic<std::uint64_t> handles{0}; ///< valid ones that came in messages
};

/// The exported actor. Answers
///   a string  with the caller's node id, a colon and the same string; after
///             `call back` it also sends a request to the sender;
///             `remember me`, `forget` and `pass on` are about an actor that
///             gets the sender's question
///   a number  with so many bytes
///   handles   with how many of them are valid
caf::behavior service(caf::event_based_actor* self, target_counters* counters);

/// A service that the rules of the target keep from mallory: answers others with
/// their node id, counts what mallory reaches it with.
caf::behavior ruled(caf::event_based_actor* self, target_counters* counters);

/// An actor that nobody exported; counts whatever reaches it.
caf::behavior hidden(caf::event_based_actor* self, target_counters* counters);

} // namespace aegis::test
