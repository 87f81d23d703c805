#pragma once

#include <string>
#include <string_view>

namespace aegis::core {

/// Returns `text` in double quotes, fit for a log or an error: control
/// characters, bytes beyond ASCII, quotes and backslashes are escaped, and
/// what exceeds 80 characters of the source is replaced by `...`.
std::string quoted(std::string_view text);

} // namespace aegis::core
