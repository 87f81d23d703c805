#pragma once

#include "aegis/node_info.hpp"

#include <openssl/asn1.h>

#include <optional>
#include <string>

namespace aegis::pki {

/// Returns nothing for a time that cannot be decoded.
std::optional<timestamp_ms> to_timestamp(const ASN1_TIME* x);

/// Returns e.g. `2025-01-31T12:00:00Z`.
std::string to_text(timestamp_ms x);

/// The wall clock.
timestamp_ms now();

} // namespace aegis::pki
