#pragma once

#include "transport/payload_verdict.hpp"

#include <string_view>

namespace aegis::transport {

/// Values of one message, at most. Each costs CAF an allocation and a look-up
/// by name, even where it has no bytes on the wire.
constexpr int values_max = 1024;

/// Judges the payload of a direct message: stages, then the type names of the
/// content, then the content. Nothing is allocated.
///
/// Refused are the types of type_names.hpp, the messages that CAF's runtime
/// handles itself (link, unlink, sys; errors unless in a response) and what
/// content_rules.hpp says of the content.
payload_verdict judge_payload(std::string_view payload, bool is_response);

} // namespace aegis::transport
