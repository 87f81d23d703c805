#include "pki/tls_error.hpp"

#include "core/printable.hpp"
#include "pki/certificate.hpp"
#include "pki/openssl_error.hpp"
#include "pki/time.hpp"

namespace aegis::pki {

namespace {

bool is_about_dates(long verdict) {
  switch (verdict) {
    case X509_V_ERR_CERT_NOT_YET_VALID:
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD:
    case X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD:
      return true;
    default:
      return false;
  }
}

/// The chain is known, but a certificate may not be used so or is too weak.
bool is_about_usage(long verdict) {
  switch (verdict) {
    case X509_V_ERR_INVALID_PURPOSE:
    case X509_V_ERR_CERT_REJECTED:
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
    case X509_V_ERR_CA_MD_TOO_WEAK:
    case X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION:
      return true;
    default:
      return false;
  }
}

/// What is wrong with the dates of `cert`; empty if nothing is.
std::string date_problem(const X509* cert) {
  auto not_before = to_timestamp(X509_get0_notBefore(cert));
  auto not_after = to_timestamp(X509_get0_notAfter(cert));
  if (!not_before || !not_after)
    return "has a malformed validity";
  if (*not_after < now())
    return "expired on " + to_text(*not_after);
  if (*not_before > now())
    return "is not valid before " + to_text(*not_before);
  return {};
}

std::string about_issuer(const X509* cert) {
  if (cert == nullptr)
    return {};
  auto info = describe(cert);
  return info ? " of issuer " + core::quoted(info->issuer) : std::string{};
}

} // namespace

fault describe_verify_error(long verdict, const X509* leaf,
                            std::string_view what) {
  error_guard guard;
  std::string text{what};
  std::string reason = X509_verify_cert_error_string(verdict);
  if (is_about_dates(verdict)) {
    auto problem = leaf != nullptr ? date_problem(leaf) : std::string{};
    text += problem.empty() ? ": the chain of its certificate: " + reason
                            : ": certificate " + problem;
    return {ec::expired, std::move(text)};
  }
  text += ": certificate" + about_issuer(leaf);
  if (is_about_usage(verdict))
    return {ec::bad_usage, text + " may not be used here: " + reason};
  return {ec::untrusted_ca, text + " leads to no trusted root: " + reason};
}

} // namespace aegis::pki
