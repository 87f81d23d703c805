#pragma once

#include "aegis/fault.hpp"
#include "pki/openssl_ptr.hpp"

#include <string_view>

namespace aegis::pki {

/// Says why a certificate was not accepted.
/// @param verify_result an `X509_V_ERR_*`, e.g. of SSL_get_verify_result.
/// @param leaf the certificate that was checked; may be null.
/// @param what names its owner in the text: a peer or a file.
/// @returns `ec::expired`, `untrusted_ca` or `bad_usage`.
fault describe_verify_error(long verify_result, const X509* leaf,
                            std::string_view what);

} // namespace aegis::pki
