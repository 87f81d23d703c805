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
};

/// Returns a name for logs and counters.
const char* to_string(payload_verdict x);

/// Messages nested in a message or an error, at most. Reading is recursive in
/// CAF, so a peer could otherwise use up the stack of the I/O thread.
constexpr int nesting_max = 32;

/// Judges the payload of a direct message: stages, then the type names of the
/// content, then the content. Only names are looked at; nothing is allocated.
///
/// Refused are CAF's system messages (exit, down, group_down, timeout, streams,
/// link, unlink, sys; error unless it is a response) and groups, whose reading
/// spawns actors. The names are those of caf/type_nr.hpp.
payload_verdict judge_payload(std::string_view payload, bool is_response);

} // namespace aegis::transport
