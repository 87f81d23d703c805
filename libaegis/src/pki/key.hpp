#pragma once

#include "aegis/fault.hpp"
#include "aegis/tls_options.hpp"
#include "pki/openssl_ptr.hpp"

namespace aegis::pki {

/// Makes a key. @param rsa_bits for `key_kind::rsa`.
outcome<evp_pkey_ptr> generate_key(key_kind kind, unsigned rsa_bits);

/// True if the certificate is for this key.
bool belongs_to(const EVP_PKEY* key, const X509* cert);

} // namespace aegis::pki
