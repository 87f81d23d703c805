#pragma once

#include "aegis/fault.hpp"

#include <openssl/ssl.h>

#include <string_view>

namespace aegis::transport {

/// Says why the last operation on `ssl` failed, from the verification result
/// and OpenSSL's error queue: `untrusted_ca`, `expired`, `bad_usage`,
/// `not_tls`, `refused_by_peer` (an alert came), `protocol_error`, or
/// `peer_lost` (the connection ended).
/// @param handshake_done tells a broken handshake from a broken connection.
/// @param what names the peer in the text.
fault describe_tls_failure(SSL* ssl, bool handshake_done,
                           std::string_view what);

} // namespace aegis::transport
