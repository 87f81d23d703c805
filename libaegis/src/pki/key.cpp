#include "pki/key.hpp"

#include "pki/openssl_error.hpp"

namespace aegis::pki {

outcome<evp_pkey_ptr> generate_key(key_kind kind, unsigned rsa_bits) {
  error_guard guard;
  evp_pkey_ptr result{kind == key_kind::rsa
                        ? EVP_RSA_gen(static_cast<std::size_t>(rsa_bits))
                        : EVP_EC_gen("P-256")};
  if (result == nullptr)
    return openssl_fault("make a key");
  return result;
}

bool belongs_to(const EVP_PKEY* key, const X509* cert) {
  error_guard guard;
  const auto* theirs = X509_get0_pubkey(cert);
  return key != nullptr && theirs != nullptr && EVP_PKEY_eq(key, theirs) == 1;
}

} // namespace aegis::pki
