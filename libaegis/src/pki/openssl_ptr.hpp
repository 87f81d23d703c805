#pragma once

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <vector>

// Owning pointers for OpenSSL's objects.

namespace aegis::pki {

/// Calls `Free` on what it deletes.
template <auto Free>
struct free_with {
  template <class T>
  void operator()(T* x) const noexcept {
    static_cast<void>(Free(x));
  }
};

using bio_ptr = std::unique_ptr<BIO, free_with<BIO_free>>;
using bignum_ptr = std::unique_ptr<BIGNUM, free_with<BN_free>>;
using evp_pkey_ptr = std::unique_ptr<EVP_PKEY, free_with<EVP_PKEY_free>>;
using ssl_ctx_ptr = std::unique_ptr<SSL_CTX, free_with<SSL_CTX_free>>;
using ssl_ptr = std::unique_ptr<SSL, free_with<SSL_free>>;
using x509_ptr = std::unique_ptr<X509, free_with<X509_free>>;
using x509_extension_ptr
  = std::unique_ptr<X509_EXTENSION, free_with<X509_EXTENSION_free>>;
using x509_store_ptr = std::unique_ptr<X509_STORE, free_with<X509_STORE_free>>;
using x509_store_ctx_ptr
  = std::unique_ptr<X509_STORE_CTX, free_with<X509_STORE_CTX_free>>;
using general_names_ptr
  = std::unique_ptr<GENERAL_NAMES, free_with<GENERAL_NAMES_free>>;

struct free_x509_stack {
  void operator()(STACK_OF(X509) * x) const noexcept {
    sk_X509_free(x);
  }
};

/// A list of certificates that belong to somebody else.
using x509_view_ptr = std::unique_ptr<STACK_OF(X509), free_x509_stack>;

/// Returns another owner of the same object.
inline x509_ptr share(X509* x) {
  if (x != nullptr)
    X509_up_ref(x);
  return x509_ptr{x};
}

inline x509_ptr share(const x509_ptr& x) {
  return share(x.get());
}

inline evp_pkey_ptr share(EVP_PKEY* x) {
  if (x != nullptr)
    EVP_PKEY_up_ref(x);
  return evp_pkey_ptr{x};
}

inline evp_pkey_ptr share(const evp_pkey_ptr& x) {
  return share(x.get());
}

/// Returns other owners of the same objects.
std::vector<x509_ptr> share(const std::vector<x509_ptr>& xs);

/// Returns a list for OpenSSL; valid as long as `xs`.
x509_view_ptr view_of(const std::vector<x509_ptr>& xs);

} // namespace aegis::pki
