#pragma once

#include "pki/authority.hpp"
#include "pki/openssl_ptr.hpp"

#include <string>

namespace aegis::test {

/// What somebody shows to prove who it is, and whom it trusts.
struct papers {
  pki::x509_ptr cert; ///< nullptr: shows none
  pki::evp_pkey_ptr key;
  pki::x509_ptr root;
};

/// The authority of the mesh, and a stranger's. Keys are ECDSA: cheap to make.
class passport_office {
public:
  passport_office();

  const pki::authority& mesh() const {
    return mesh_;
  }

  papers member(const std::string& id) const;
  papers stranger(const std::string& id) const;
  papers expired(const std::string& id) const;
  papers nobody() const;

  /// Writes what a node loads from its certificate directory.
  void write(const std::string& dir, const std::string& id) const;

private:
  pki::authority mesh_;
  pki::authority elsewhere_;
};

} // namespace aegis::test
