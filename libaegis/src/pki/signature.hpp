#pragma once

#include "aegis/fault.hpp"
#include "pki/openssl_ptr.hpp"

#include <string>
#include <string_view>
#include <vector>

// Signatures by the keys of nodes, and certificates as bytes. Thread-safe.

namespace aegis::pki {

/// Signs a text: RSASSA-PSS with SHA-256 and a salt as long (RFC 8017, 8.1),
/// ECDSA with SHA-256 in DER form (FIPS 186-5), or Ed25519 (RFC 8032), as the
/// key is.
/// @returns `ec::bad_usage` for a key of another kind.
outcome<std::string> sign(EVP_PKEY* key, std::string_view text);

/// True if the owner of `key` has made the signature for this text.
bool verify(EVP_PKEY* key, std::string_view text, std::string_view signature);

/// Returns a certificate and those it builds on, each in DER form, one after
/// the other.
std::string to_der(const X509* leaf, const std::vector<x509_ptr>& chain);

/// Reads what `to_der` wrote.
/// @returns at least one, or `ec::bad_pem`.
outcome<std::vector<x509_ptr>> read_der(std::string_view bytes);

/// Returns the key that a certificate is for.
evp_pkey_ptr public_key(X509* cert);

/// Returns the SHA-256 of the certificate's DER form, 32 bytes.
std::string fingerprint(const X509* cert);

/// The same of the first certificate of what `to_der` wrote, without reading
/// it; empty if the bytes cannot be one.
std::string fingerprint_of_der(std::string_view bytes);

} // namespace aegis::pki
