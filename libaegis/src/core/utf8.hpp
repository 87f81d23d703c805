#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace aegis::core {

/// True if `text` is well-formed UTF-8 (RFC 3629): no overlong forms, no
/// surrogates, nothing beyond U+10FFFF. Protobuf refuses other strings.
bool is_utf8(std::string_view text);

/// True if `text` has a control character of ASCII or of ISO 6429 (U+0080 to
/// U+009F), which terminals obey in UTF-8 as well.
/// @pre `is_utf8(text)`
bool has_control_characters(std::string_view text);

/// Returns `text` with a question mark for each byte that is no part of a
/// well-formed sequence and spaces for control characters: UTF-8 of the same
/// length that passes both checks above.
std::string printable_utf8(std::string text);

/// The same, cut at the end of a character to at most `max_bytes`. For texts of
/// peers that people will see, and for texts that peers will check.
std::string printable_utf8(std::string text, std::size_t max_bytes);

} // namespace aegis::core
