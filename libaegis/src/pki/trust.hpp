#pragma once

#include "aegis/certificate.hpp"
#include "aegis/fault.hpp"
#include "pki/credentials.hpp"
#include "pki/openssl_ptr.hpp"

#include <string>
#include <vector>

// Whether a certificate may be believed. All functions are thread-safe and
// leave OpenSSL's error queue of the thread empty.

namespace aegis::pki {

/// Who the peer shall be.
struct peer_check {
  /// Empty: any member of this mesh.
  std::string expected_id;
  std::string mesh = "default";
  bool allow_expired = false; ///< forgives dates, nothing else
  bool allow_common_name_only = false;
  std::string what; ///< names the peer in texts, e.g. `127.0.0.1:8443`
};

/// Checks a peer's certificate in full: chain to one of `roots`, validity,
/// strength, usage (a node both dials and accepts, so both kinds), identity.
/// @param chain further certificates that the peer sent; may be null.
/// @returns the certificate, or `ec::untrusted_ca`, `expired`, `bad_usage`,
///          `wrong_identity` (not of this mesh), `name_mismatch` ("expected X,
///          got Y").
outcome<certificate> verify_peer(X509* leaf, STACK_OF(X509) * chain,
                                 const std::vector<x509_ptr>& roots,
                                 const peer_check& check);

/// Checks the identity only, for a certificate that is known to be good.
/// @returns the node id, or `ec::wrong_identity`, `ec::name_mismatch`.
outcome<std::string> check_identity(const certificate& cert,
                                    const peer_check& check);

/// Checks a node's own certificate as its peers will.
/// @param what names it in texts, e.g. its file.
outcome<done> verify_chain(const credentials& own, const std::string& what);

inline outcome<done> verify_chain(const credentials& own) {
  return verify_chain(own, "certificate of node '" + own.node_id + '\'');
}

/// Checks that `cert` carries each of the names: a DNS name in any case, an IP
/// address in any notation, a URI as it is.
/// @returns `ec::missing_san` with the first one that is absent.
outcome<done> check_required_sans(const certificate& cert,
                                  const std::vector<std::string>& required,
                                  const std::string& what);

} // namespace aegis::pki
