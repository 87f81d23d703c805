#pragma once

#include "aegis/certificate.hpp"
#include "aegis/fault.hpp"
#include "aegis/tls_options.hpp"
#include "pki/openssl_ptr.hpp"

#include <memory>
#include <string>
#include <vector>

namespace aegis::pki {

/// What a node proves its identity with, and whom it trusts. Checked when it
/// was made: the key is the certificate's, the certificate names this node and
/// leads to one of the roots.
struct credentials {
  x509_ptr cert;
  std::vector<x509_ptr> chain; ///< intermediates, from the certificate's up
  evp_pkey_ptr key;
  std::vector<x509_ptr> roots; ///< not empty
  std::string node_id;
  std::string mesh;
  bool insecure_allow_expired = false;
  bool insecure_allow_common_name_only = false;
  certificate info; ///< of `cert`
};

/// Shared between threads; nobody changes the OpenSSL objects inside.
using credentials_ptr = std::shared_ptr<const credentials>;

/// Where the parts of credentials came from, for texts.
struct credential_sources {
  std::string cert;
  std::string key;
  std::string ca;
};

/// The parts of credentials before they are checked.
struct credential_parts {
  std::vector<x509_ptr> certs; ///< the node's, then intermediates
  evp_pkey_ptr key;
  std::vector<x509_ptr> roots;
  credential_sources from;
};

/// Checks the parts against each other and against the node they are for.
/// @param rules the `insecure_` flags and the required names.
/// @returns `ec::key_mismatch`, `wrong_identity`, `untrusted_ca`, `expired`,
///          `bad_usage` or `missing_san`, naming the file or field.
outcome<credentials_ptr> assemble(credential_parts parts, std::string node_id,
                                  std::string mesh, const tls_options& rules);

} // namespace aegis::pki
