#pragma once

#include <string>
#include <string_view>

namespace aegis::pki {

/// Returns the SHA-256 of some bytes (FIPS 180-4), 32 bytes. Thread-safe.
/// Throws `std::bad_alloc` if memory is short.
std::string sha256(std::string_view bytes);

} // namespace aegis::pki
