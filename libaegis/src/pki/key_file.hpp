#pragma once

#include "aegis/fault.hpp"
#include "aegis/tls_options.hpp"
#include "pki/openssl_ptr.hpp"

#include <string>

namespace aegis::pki {

/// Reads the private key in `path`; `rules` has the passphrase and says whether
/// the group may read it.
/// @returns `ec::file_error`, `insecure_permissions`, `bad_pem` or
///          `encrypted_key`, naming the file.
outcome<evp_pkey_ptr> read_key(const std::string& path,
                               const tls_options& rules);

/// Makes a key file (0600), see `write_new_file`.
/// @param passphrase encrypts it, unless it is empty.
outcome<done> write_key(const std::string& dir, const std::string& name,
                        const EVP_PKEY* key, const std::string& passphrase);

/// Makes a certificate file (0644), see `write_new_file`.
outcome<done> write_certificate(const std::string& dir, const std::string& name,
                                const X509* cert);

} // namespace aegis::pki
