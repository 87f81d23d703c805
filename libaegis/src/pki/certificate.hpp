#pragma once

#include "aegis/certificate.hpp"
#include "aegis/fault.hpp"
#include "pki/openssl_ptr.hpp"

namespace aegis::pki {

/// Reads what there is to know of a certificate. Does not judge it. Names are
/// as in the certificate: they may hold any bytes.
/// @returns `ec::bad_pem` for dates or names that cannot be decoded, and for
///          several common names, which could be read in several ways.
outcome<certificate> describe(const X509* cert);

} // namespace aegis::pki
