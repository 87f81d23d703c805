#include "pki/signature.hpp"

#include "pki/digest.hpp"
#include "pki/openssl_error.hpp"

#include <openssl/rsa.h>

#include <utility>

namespace aegis::pki {

namespace {

using md_ctx_ptr = std::unique_ptr<EVP_MD_CTX, free_with<EVP_MD_CTX_free>>;

const unsigned char* bytes_of(std::string_view x) {
  return reinterpret_cast<const unsigned char*>(x.data());
}

/// Ed25519 hashes by itself.
const EVP_MD* digest_for(EVP_PKEY* key) {
  return EVP_PKEY_is_a(key, "ED25519") == 1 ? nullptr : EVP_sha256();
}

bool is_usable(EVP_PKEY* key) {
  return key != nullptr
         && (EVP_PKEY_is_a(key, "RSA") == 1 || EVP_PKEY_is_a(key, "EC") == 1
             || EVP_PKEY_is_a(key, "ED25519") == 1);
}

bool set_padding(EVP_PKEY* key, EVP_PKEY_CTX* ctx) {
  if (EVP_PKEY_is_a(key, "RSA") != 1)
    return true;
  return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) == 1
         && EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_DIGEST) == 1;
}

void append_der(std::string& out, const X509* cert) {
  unsigned char* der = nullptr;
  auto n = i2d_X509(const_cast<X509*>(cert), &der);
  if (n > 0)
    out.append(reinterpret_cast<const char*>(der), static_cast<std::size_t>(n));
  OPENSSL_free(der);
}

} // namespace

outcome<std::string> sign(EVP_PKEY* key, std::string_view text) {
  error_guard guard;
  if (!is_usable(key))
    return fault{ec::bad_usage, "only RSA, EC and Ed25519 keys can sign"};
  md_ctx_ptr ctx{EVP_MD_CTX_new()};
  EVP_PKEY_CTX* key_ctx = nullptr; // belongs to `ctx`
  std::size_t n = 0;
  if (ctx == nullptr
      || EVP_DigestSignInit(ctx.get(), &key_ctx, digest_for(key), nullptr, key)
           != 1
      || !set_padding(key, key_ctx)
      || EVP_DigestSign(ctx.get(), nullptr, &n, bytes_of(text), text.size())
           != 1)
    return openssl_fault("prepare a signature");
  std::string result(n, '\0');
  if (EVP_DigestSign(ctx.get(), reinterpret_cast<unsigned char*>(result.data()),
                     &n, bytes_of(text), text.size())
      != 1)
    return openssl_fault("sign");
  result.resize(n);
  return result;
}

bool verify(EVP_PKEY* key, std::string_view text, std::string_view signature) {
  error_guard guard;
  if (!is_usable(key))
    return false;
  md_ctx_ptr ctx{EVP_MD_CTX_new()};
  EVP_PKEY_CTX* key_ctx = nullptr;
  return ctx != nullptr
         && EVP_DigestVerifyInit(ctx.get(), &key_ctx, digest_for(key), nullptr,
                                 key)
              == 1
         && set_padding(key, key_ctx)
         && EVP_DigestVerify(ctx.get(), bytes_of(signature), signature.size(),
                             bytes_of(text), text.size())
              == 1;
}

std::string to_der(const X509* leaf, const std::vector<x509_ptr>& chain) {
  error_guard guard;
  std::string result;
  append_der(result, leaf);
  for (const auto& cert : chain)
    append_der(result, cert.get());
  return result;
}

outcome<std::vector<x509_ptr>> read_der(std::string_view bytes) {
  error_guard guard;
  std::vector<x509_ptr> result;
  const auto* at = bytes_of(bytes);
  const auto* end = at + bytes.size();
  while (at != end) {
    x509_ptr cert{d2i_X509(nullptr, &at, static_cast<long>(end - at))};
    if (cert == nullptr)
      return fault{ec::bad_pem, "certificate "
                                  + std::to_string(result.size() + 1) + " of "
                                  + std::to_string(bytes.size())
                                  + " bytes is not in DER form"};
    result.push_back(std::move(cert));
  }
  if (result.empty())
    return fault{ec::bad_pem, "no certificate in 0 bytes"};
  return result;
}

evp_pkey_ptr public_key(X509* cert) {
  error_guard guard;
  return evp_pkey_ptr{X509_get_pubkey(cert)};
}

std::string fingerprint(const X509* cert) {
  error_guard guard;
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int n = 0;
  if (X509_digest(cert, EVP_sha256(), digest, &n) != 1)
    return {};
  return {reinterpret_cast<const char*>(digest), n};
}

std::string fingerprint_of_der(std::string_view bytes) {
  error_guard guard;
  const auto* at = bytes_of(bytes);
  long length = 0;
  int tag = 0;
  int kind = 0;
  auto flags = ASN1_get_object(&at, &length, &tag, &kind,
                               static_cast<long>(bytes.size()));
  if ((flags & 0x80) != 0 || (flags & 1) != 0 || tag != V_ASN1_SEQUENCE)
    return {}; // an error, or of unknown length
  auto size = static_cast<std::size_t>(at - bytes_of(bytes) + length);
  return sha256(bytes.substr(0, size));
}

} // namespace aegis::pki
