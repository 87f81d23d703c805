#pragma once

namespace aegis::transport {

/// What a direct message's payload is found to be, before CAF sees it.
enum class payload_verdict {
  ok,
  malformed,        ///< not what CAF's serializer writes
  forwarding_stack, ///< carries stages to forward to
  system_message,   ///< one of CAF's own messages, or a type that nobody may
                    ///< send, see type_names.hpp
  too_deep,         ///< messages within messages beyond `nesting_max`
  too_many_values,  ///< a message of more than `values_max`
  foreign_node_id,  ///< a node id that no mesh has and that is costly to read
};

/// Returns a name for logs and counters.
const char* to_string(payload_verdict x);

} // namespace aegis::transport
