#pragma once

#include "aegis/fault.hpp"
#include "pki/credentials.hpp"
#include "pki/openssl_ptr.hpp"

namespace aegis::pki {

/// Makes the TLS settings of a node, for both its roles: TLS 1.3 only, the
/// peer's certificate required and verified up to the roots, no sessions to
/// resume, no renegotiation. The peer's *name* is not checked in the handshake:
/// call `verify_peer` after it.
/// @returns `ec::bad_usage` if OpenSSL holds certificate or key to be too weak.
outcome<ssl_ctx_ptr> make_tls_context(const credentials& own);

} // namespace aegis::pki
