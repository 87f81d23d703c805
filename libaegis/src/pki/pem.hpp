#pragma once

#include "aegis/fault.hpp"
#include "pki/openssl_ptr.hpp"

#include <string>
#include <string_view>
#include <vector>

// Certificates and keys as text. `what` names the text's origin in errors: a
// file or a field.

namespace aegis::pki {

/// Reads all certificates of `text`; other blocks and text around are skipped.
/// @returns at least one, or `ec::bad_pem` if there is none or one of the
///          blocks is damaged.
outcome<std::vector<x509_ptr>> read_certificates(std::string_view text,
                                                 const std::string& what);

/// Reads a private key.
/// @returns `ec::bad_pem`, or `ec::encrypted_key` if it is encrypted and
///          `passphrase` is empty or wrong.
outcome<evp_pkey_ptr> read_private_key(std::string_view text,
                                       const std::string& what,
                                       const std::string& passphrase);

std::string to_pem(const X509* cert);

/// Returns the key in PKCS #8 form, encrypted if there is a passphrase. The
/// caller should wipe the text after use.
outcome<std::string> to_pem(const EVP_PKEY* key, const std::string& passphrase);

/// Overwrites a secret before its memory is given back.
void wipe(std::string& secret);

/// Wipes a secret at the end of a scope.
class wipe_guard {
public:
  explicit wipe_guard(std::string& secret) : secret_(secret) {}
  ~wipe_guard() {
    wipe(secret_);
  }
  wipe_guard(const wipe_guard&) = delete;
  wipe_guard& operator=(const wipe_guard&) = delete;

private:
  std::string& secret_;
};

} // namespace aegis::pki
