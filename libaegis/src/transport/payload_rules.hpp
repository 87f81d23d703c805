#pragma once

#include <string_view>

namespace aegis::transport {

/// What a direct message's payload is found to be, before CAF sees it.
enum class payload_verdict {
  ok,
  malformed,        ///< not what CAF's serializer writes
  forwarding_stack, ///< carries stages to forward to
  system_message,   ///< one of CAF's own messages, or a type that spawns or
                    ///< blocks when it is read
  too_deep,         ///< messages within messages beyond `nesting_max`
  too_many_values,  ///< a message of more than `values_max`
};

/// Returns a name for logs and counters.
const char* to_string(payload_verdict x);

/// Messages nested in a message or an error, at most. Reading is recursive in
/// CAF, so a peer could otherwise use up the stack of the I/O thread.
constexpr int nesting_max = 32;

/// Values of one message, at most. Each costs CAF an allocation and a look-up
/// by name, even where it has no bytes on the wire.
constexpr int values_max = 1024;

/// Judges the payload of a direct message: stages, then the type names of the
/// content, then the content. Only names are looked at; nothing is allocated.
///
/// Refused are CAF's system messages (exit, down, group_down, timeout, streams,
/// link, unlink, sys; error unless it is a response) and groups, whose reading
/// spawns actors, and `caf::duration`, which CAF reads with any unit and then
/// crashes on when it prints a message that nobody expected; `caf::timespan` is
/// there for times. The names are those of caf/type_nr.hpp.
payload_verdict judge_payload(std::string_view payload, bool is_response);

/// Judges bytes that may hold messages, as those of an error do: how deep they
/// are nested, and that none of them holds a type that is refused.
payload_verdict judge_nested(std::string_view content);

} // namespace aegis::transport
