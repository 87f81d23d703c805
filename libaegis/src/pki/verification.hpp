#pragma once

#include "aegis/fault.hpp"
#include "pki/openssl_ptr.hpp"

#include <string>
#include <vector>

namespace aegis::pki {

/// How strict the TLS handshake and the checks outside of it are; one place, so
/// that they agree.
void set_verification_rules(X509_VERIFY_PARAM* rules, bool allow_expired);

/// A store that trusts `roots`.
outcome<x509_store_ptr> make_store(const std::vector<x509_ptr>& roots);

/// Checks chain, validity, strength and usage of a node's certificate.
/// @param chain further certificates; may be null.
/// @param what names the owner in texts.
/// @param path if not null, gets the certificates from the leaf to the root.
outcome<done> verify_node_certificate(X509* leaf, STACK_OF(X509) * chain,
                                      const std::vector<x509_ptr>& roots,
                                      bool allow_expired,
                                      const std::string& what,
                                      std::vector<x509_ptr>* path = nullptr);

} // namespace aegis::pki
