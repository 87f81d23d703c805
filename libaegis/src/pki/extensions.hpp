#pragma once

#include "aegis/fault.hpp"
#include "pki/openssl_ptr.hpp"
#include "pki/subject.hpp"

namespace aegis::pki {

/// Adds the extensions of RFC 5280, section 4.2 that `who` needs: basic
/// constraints, key usage, extended key usage, key identifiers and alternative
/// names. The public key of `cert` must be set.
/// @param issuer the CA's certificate, `cert` itself for a root.
/// @returns `ec::invalid_argument` naming the part that does not fit.
outcome<done> add_extensions(X509* cert, X509* issuer, const subject& who);

} // namespace aegis::pki
