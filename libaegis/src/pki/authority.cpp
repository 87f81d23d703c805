#include "pki/authority.hpp"

#include "core/printable.hpp"
#include "pki/extensions.hpp"
#include "pki/key.hpp"
#include "pki/openssl_error.hpp"
#include "pki/pem.hpp"

#include <ctime>

namespace aegis::pki {

namespace {

bool set_serial(X509* cert) {
  bignum_ptr number{BN_new()};
  return number != nullptr
         && BN_rand(number.get(), serial_bits, BN_RAND_TOP_ANY,
                    BN_RAND_BOTTOM_ANY)
              == 1
         && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(cert))
              != nullptr;
}

bool set_validity(X509* cert, const subject& who) {
  auto now = std::time(nullptr);
  auto first = now + static_cast<std::time_t>(who.valid_from.count());
  auto last = first + static_cast<std::time_t>(who.valid_for.count());
  return ASN1_TIME_set(X509_getm_notBefore(cert), first) != nullptr
         && ASN1_TIME_set(X509_getm_notAfter(cert), last) != nullptr;
}

outcome<done> add_to_name(X509* cert, int nid, std::string_view text) {
  auto* name = X509_get_subject_name(cert);
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  if (text.empty()
      || X509_NAME_add_entry_by_NID(name, nid, MBSTRING_UTF8, bytes,
                                    static_cast<int>(text.size()), -1, 0)
           != 1)
    return fault{ec::invalid_argument, std::string{OBJ_nid2ln(nid)} + ' '
                                         + core::quoted(text)
                                         + " does not fit into a certificate"};
  return done{};
}

/// Everything but names, extensions and signature.
outcome<x509_ptr> begin(const subject& who, EVP_PKEY* key) {
  x509_ptr result{X509_new()};
  if (result == nullptr || X509_set_version(result.get(), X509_VERSION_3) != 1
      || !set_serial(result.get()) || !set_validity(result.get(), who)
      || X509_set_pubkey(result.get(), key) != 1)
    return openssl_fault("begin a certificate");
  return result;
}

/// Ed25519 and the like come with their own digest.
bool sign(X509* cert, EVP_PKEY* key) {
  int digest = NID_undef;
  auto fixed
    = EVP_PKEY_get_default_digest_nid(key, &digest) == 2 && digest == NID_undef;
  return X509_sign(cert, key, fixed ? nullptr : EVP_sha256()) > 0;
}

outcome<x509_ptr> finish(x509_ptr cert, X509* issuer, EVP_PKEY* issuer_key,
                         const subject& who) {
  if (X509_set_issuer_name(cert.get(), X509_get_subject_name(issuer)) != 1)
    return openssl_fault("set the issuer");
  if (auto added = add_extensions(cert.get(), issuer, who); !added)
    return std::move(added.error());
  if (!sign(cert.get(), issuer_key))
    return openssl_fault("sign a certificate");
  return cert;
}

std::string plain_pem(const EVP_PKEY* key) {
  auto result = to_pem(key, {});
  return result ? std::move(*result) : std::string{};
}

} // namespace

std::string issued::cert_pem() const {
  return to_pem(cert.get());
}

std::string issued::key_pem() const {
  return plain_pem(key.get());
}

outcome<authority> authority::create(std::string_view name, key_kind kind,
                                     std::chrono::seconds valid_for) {
  auto key = generate_key(kind, ca_rsa_bits);
  if (!key)
    return std::move(key.error());
  return create(name, std::move(*key), valid_for);
}

outcome<authority> authority::create(std::string_view name, evp_pkey_ptr key,
                                     std::chrono::seconds valid_for) {
  error_guard guard;
  subject who;
  who.as_ca = true;
  who.valid_for = valid_for;
  auto cert = begin(who, key.get());
  if (!cert)
    return std::move(cert.error());
  if (auto x = add_to_name(cert->get(), NID_organizationName, name); !x)
    return std::move(x.error());
  if (auto x = add_to_name(cert->get(), NID_commonName, "aegis CA"); !x)
    return std::move(x.error());
  auto* self = cert->get();
  auto result = finish(std::move(*cert), self, key.get(), who);
  if (!result)
    return std::move(result.error());
  return authority{std::move(*result), std::move(key)};
}

outcome<authority> authority::from(x509_ptr cert, evp_pkey_ptr key) {
  error_guard guard;
  if (!belongs_to(key.get(), cert.get()))
    return fault{ec::key_mismatch, "the key is not that of the CA certificate"};
  if (X509_check_ca(cert.get()) != 1)
    return fault{ec::bad_usage, "the certificate is not one of a CA"};
  return authority{std::move(cert), std::move(key)};
}

outcome<issued> authority::issue(const subject& who) const {
  auto key = generate_key(who.kind, node_rsa_bits);
  if (!key)
    return std::move(key.error());
  return issue(who, std::move(*key));
}

outcome<issued> authority::issue(const subject& who, evp_pkey_ptr key) const {
  error_guard guard;
  auto cert = begin(who, key.get());
  if (!cert)
    return std::move(cert.error());
  if (auto x = add_to_name(cert->get(), NID_commonName, who.common_name); !x)
    return std::move(x.error());
  auto result = finish(std::move(*cert), cert_.get(), key_.get(), who);
  if (!result)
    return std::move(result.error());
  return issued{std::move(*result), std::move(key)};
}

std::string authority::cert_pem() const {
  return to_pem(cert_.get());
}

std::string authority::key_pem() const {
  return plain_pem(key_.get());
}

} // namespace aegis::pki
