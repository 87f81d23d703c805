#pragma once

#include "aegis/fault.hpp"
#include "aegis/tls_options.hpp"
#include "pki/openssl_ptr.hpp"
#include "pki/subject.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace aegis::pki {

/// A new certificate and its key.
struct issued {
  x509_ptr cert;
  evp_pkey_ptr key;

  std::string cert_pem() const;
  /// Without encryption.
  std::string key_pem() const;
};

/// A certificate authority: a CA certificate together with its key. Not
/// thread-safe.
class authority {
public:
  /// Makes a root CA with a new key.
  /// @param name its organization, usually the mesh; 1-64 characters.
  static outcome<authority>
  create(std::string_view name, key_kind kind = key_kind::rsa,
         std::chrono::seconds valid_for = ca_validity);

  /// Makes a root CA with a key that is there.
  static outcome<authority> create(std::string_view name, evp_pkey_ptr key,
                                   std::chrono::seconds valid_for
                                   = ca_validity);

  /// Takes what is there.
  /// @returns `ec::key_mismatch`, `ec::bad_usage` if `cert` is not a CA's.
  static outcome<authority> from(x509_ptr cert, evp_pkey_ptr key);

  /// Issues a certificate for a new key.
  /// @returns `ec::invalid_argument` naming the part of `who` that does not fit
  ///          into a certificate.
  outcome<issued> issue(const subject& who) const;

  /// Issues a certificate for a key that is there.
  outcome<issued> issue(const subject& who, evp_pkey_ptr key) const;

  X509* cert() const {
    return cert_.get();
  }

  EVP_PKEY* key() const {
    return key_.get();
  }

  std::string cert_pem() const;
  /// Without encryption.
  std::string key_pem() const;

private:
  authority(x509_ptr cert, evp_pkey_ptr key)
    : cert_(std::move(cert)), key_(std::move(key)) {}

  x509_ptr cert_;
  evp_pkey_ptr key_;
};

} // namespace aegis::pki
