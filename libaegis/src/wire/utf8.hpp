#pragma once

#include <string_view>

namespace aegis::wire {

/// True if `text` is well-formed UTF-8 (RFC 3629): no overlong forms, no
/// surrogates, nothing beyond U+10FFFF. Protobuf refuses other strings.
bool is_utf8(std::string_view text);

} // namespace aegis::wire
