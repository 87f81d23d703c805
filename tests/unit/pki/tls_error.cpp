#include "pki/tls_error.hpp"

#include "support.hpp"

using namespace aegis::pki;
using namespace aegis::pki::test;
using aegis::ec;
using aegis::outcome;

namespace {

outcome<aegis::done> failed(long verdict, const X509* leaf) {
  return describe_verify_error(verdict, leaf, "peer.example:1");
}

} // namespace

BOOST_AUTO_TEST_SUITE(tls_error_test)

BOOST_AUTO_TEST_CASE(missing_roots_are_an_untrusted_ca) {
  auto own = issue(make_ca("their mesh"), good_subject());
  for (auto verdict :
       {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
        X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,
        X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, X509_V_ERR_CERT_SIGNATURE_FAILURE,
        X509_V_ERR_INVALID_CA})
    BOOST_TEST(fails_with(failed(verdict, own.cert.get()), ec::untrusted_ca,
                          "peer.example:1", "their mesh"));
}

BOOST_AUTO_TEST_CASE(dates_are_named_with_the_direction) {
  auto ca = make_ca();
  auto past = issue(ca, expired(good_subject()));
  BOOST_TEST(fails_with(failed(X509_V_ERR_CERT_HAS_EXPIRED, past.cert.get()),
                        ec::expired, "peer.example:1", "expired on 20"));
  auto who = good_subject();
  who.valid_from = std::chrono::hours{1};
  auto future = issue(ca, who);
  BOOST_TEST(
    fails_with(failed(X509_V_ERR_CERT_NOT_YET_VALID, future.cert.get()),
               ec::expired, "not valid before 20"));
}

BOOST_AUTO_TEST_CASE(dates_of_an_issuer_are_not_blamed_on_the_leaf) {
  auto own = issue(make_ca(), good_subject());
  BOOST_TEST(fails_with(failed(X509_V_ERR_CERT_HAS_EXPIRED, own.cert.get()),
                        ec::expired, "chain"));
}

BOOST_AUTO_TEST_CASE(weak_or_misused_certificates_are_bad_usage) {
  for (auto verdict : {X509_V_ERR_INVALID_PURPOSE, X509_V_ERR_EE_KEY_TOO_SMALL,
                       X509_V_ERR_CA_MD_TOO_WEAK})
    BOOST_TEST(
      fails_with(failed(verdict, nullptr), ec::bad_usage, "peer.example:1"));
}

BOOST_AUTO_TEST_SUITE_END()
