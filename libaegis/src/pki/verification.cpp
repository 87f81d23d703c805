#include "pki/verification.hpp"

#include "core/printable.hpp"
#include "pki/certificate.hpp"
#include "pki/limits.hpp"
#include "pki/openssl_error.hpp"
#include "pki/tls_error.hpp"

namespace aegis::pki {

namespace {

/// The dates that count are those of the certificate at fault.
fault judge(X509_STORE_CTX* ctx, X509* leaf, const std::string& what) {
  auto verdict = X509_STORE_CTX_get_error(ctx);
  auto* culprit = X509_STORE_CTX_get_current_cert(ctx);
  if (culprit == nullptr || X509_STORE_CTX_get_error_depth(ctx) == 0)
    return describe_verify_error(verdict, leaf, what);
  auto info = describe(culprit);
  return describe_verify_error(verdict, culprit,
                               what + ": issuer "
                                 + core::quoted(info ? info->subject : ""));
}

/// A node dials and accepts, so its certificate must be good for both; and it
/// must not be able to speak for others.
outcome<done> check_usage(X509* leaf, const std::string& what) {
  if (X509_check_purpose(leaf, X509_PURPOSE_SSL_CLIENT, 0) != 1)
    return fault{ec::bad_usage,
                 what + ": certificate may not be used by a TLS client"};
  if (X509_check_purpose(leaf, X509_PURPOSE_SSL_SERVER, 0) != 1)
    return fault{ec::bad_usage,
                 what + ": certificate may not be used by a TLS server"};
  // all bits are set where the extension is absent; RFC 8446, section 4.4.2.2
  if ((X509_get_key_usage(leaf) & KU_DIGITAL_SIGNATURE) == 0)
    return fault{ec::bad_usage, what + ": certificate may not sign"};
  if (X509_check_ca(leaf) != 0)
    return fault{ec::bad_usage, what + ": certificate is one of a CA"};
  return done{};
}

std::vector<x509_ptr> shares_of(const STACK_OF(X509) * xs) {
  std::vector<x509_ptr> result;
  for (int i = 0; i < sk_X509_num(xs); ++i)
    result.push_back(share(sk_X509_value(xs, i)));
  return result;
}

} // namespace

void set_verification_rules(X509_VERIFY_PARAM* rules, bool allow_expired) {
  X509_VERIFY_PARAM_set_auth_level(rules, security_level);
  X509_VERIFY_PARAM_set_depth(rules, chain_depth_max);
  if (allow_expired)
    X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_NO_CHECK_TIME);
}

outcome<x509_store_ptr> make_store(const std::vector<x509_ptr>& roots) {
  error_guard guard;
  x509_store_ptr result{X509_STORE_new()};
  if (result == nullptr)
    return openssl_fault("make a store of certificates");
  for (const auto& root : roots)
    if (X509_STORE_add_cert(result.get(), root.get()) != 1)
      return openssl_fault("add a root to a store");
  return result;
}

outcome<done> verify_node_certificate(X509* leaf, STACK_OF(X509) * chain,
                                      const std::vector<x509_ptr>& roots,
                                      bool allow_expired,
                                      const std::string& what,
                                      std::vector<x509_ptr>* path) {
  error_guard guard;
  auto store = make_store(roots);
  if (!store)
    return std::move(store.error());
  x509_store_ctx_ptr ctx{X509_STORE_CTX_new()};
  if (ctx == nullptr
      || X509_STORE_CTX_init(ctx.get(), store->get(), leaf, chain) != 1)
    return openssl_fault("prepare the check of a certificate");
  set_verification_rules(X509_STORE_CTX_get0_param(ctx.get()), allow_expired);
  if (X509_verify_cert(ctx.get()) != 1)
    return judge(ctx.get(), leaf, what);
  if (path != nullptr)
    *path = shares_of(X509_STORE_CTX_get0_chain(ctx.get()));
  return check_usage(leaf, what);
}

} // namespace aegis::pki
