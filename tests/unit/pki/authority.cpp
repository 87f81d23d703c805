#include "pki/authority.hpp"

#include "pki/certificate.hpp"
#include "pki/pem.hpp"
#include "support.hpp"

#include <set>

using namespace aegis::pki;
using namespace aegis::pki::test;
using aegis::ec;
using aegis::key_kind;

BOOST_AUTO_TEST_SUITE(authority_test)

BOOST_AUTO_TEST_CASE(rsa_is_the_default_with_the_promised_sizes) {
  auto ca = authority::create("default");
  BOOST_TEST_REQUIRE(succeeds(ca));
  BOOST_TEST(EVP_PKEY_is_a(ca->key(), "RSA") == 1);
  BOOST_TEST(EVP_PKEY_get_bits(ca->key()) == 4096);
  auto info = describe(ca->cert());
  BOOST_TEST_REQUIRE(succeeds(info));
  BOOST_CHECK(info->not_after - info->not_before == std::chrono::hours{8760});
  auto own = issue(*ca, node_subject("node-1", "default", {}));
  BOOST_TEST(EVP_PKEY_get_bits(own.key.get()) == 2048);
  info = describe(own.cert.get());
  BOOST_TEST_REQUIRE(succeeds(info));
  BOOST_CHECK(info->not_after - info->not_before == std::chrono::hours{2160});
}

BOOST_AUTO_TEST_CASE(ecdsa_keys_are_on_p256) {
  auto ca = make_ca();
  auto own = issue(ca, good_subject());
  for (auto* key : {ca.key(), own.key.get()}) {
    char group[32] = "";
    std::size_t n = 0;
    BOOST_TEST(EVP_PKEY_get_group_name(key, group, sizeof(group), &n) == 1);
    BOOST_TEST(std::string{group} == "prime256v1");
  }
}

BOOST_AUTO_TEST_CASE(ca_certificate_may_sign_certificates_only) {
  auto ca = make_ca();
  BOOST_TEST(X509_check_ca(ca.cert()) == 1);
  BOOST_TEST(X509_get_key_usage(ca.cert())
             == static_cast<unsigned>(KU_KEY_CERT_SIGN | KU_CRL_SIGN));
  BOOST_TEST(X509_get_version(ca.cert()) == X509_VERSION_3);
}

BOOST_AUTO_TEST_CASE(node_certificate_may_be_used_for_both_ends_of_tls_only) {
  auto ca = make_ca();
  auto own = issue(ca, good_subject());
  auto* cert = own.cert.get();
  BOOST_TEST(X509_check_ca(cert) == 0);
  BOOST_TEST(X509_get_key_usage(cert)
             == static_cast<unsigned>(KU_DIGITAL_SIGNATURE));
  BOOST_TEST(X509_get_extended_key_usage(cert)
             == static_cast<unsigned>(XKU_SSL_SERVER | XKU_SSL_CLIENT));
  BOOST_TEST(X509_get0_subject_key_id(cert) != nullptr);
  BOOST_TEST_REQUIRE(X509_get0_authority_key_id(cert) != nullptr);
  BOOST_TEST(ASN1_OCTET_STRING_cmp(X509_get0_authority_key_id(cert),
                                   X509_get0_subject_key_id(ca.cert()))
             == 0);
}

BOOST_AUTO_TEST_CASE(critical_extensions_are_marked) {
  auto own = issue(make_ca(), good_subject());
  for (auto nid : {NID_basic_constraints, NID_key_usage}) {
    auto i = X509_get_ext_by_NID(own.cert.get(), nid, -1);
    BOOST_TEST_REQUIRE(i >= 0);
    BOOST_TEST(X509_EXTENSION_get_critical(X509_get_ext(own.cert.get(), i))
               == 1);
  }
}

BOOST_AUTO_TEST_CASE(serials_are_positive_long_and_differ) {
  auto ca = make_ca();
  std::set<std::string> serials;
  std::size_t longest = 0;
  for (int i = 0; i < 100; ++i) {
    auto own = issue(ca, good_subject());
    BOOST_TEST(ASN1_STRING_type(X509_get0_serialNumber(own.cert.get()))
               == V_ASN1_INTEGER);
    auto serial = describe(own.cert.get())->serial;
    longest = std::max(longest, serial.size());
    serials.insert(serial);
  }
  BOOST_TEST(serials.size() == 100u);
  BOOST_TEST(longest == 32u);
}

BOOST_AUTO_TEST_CASE(name_that_does_not_fit_is_refused_by_name) {
  auto ca = make_ca();
  auto who = good_subject();
  who.common_name = std::string(65, 'x');
  BOOST_TEST(fails_with(ca.issue(who), ec::invalid_argument, "commonName"));
  who = good_subject();
  who.ips = {"300.1.1.1"};
  BOOST_TEST(fails_with(ca.issue(who), ec::invalid_argument, "300.1.1.1"));
  who = good_subject();
  who.dns = {"m\xc3\xbcller.example"};
  BOOST_TEST(fails_with(ca.issue(who), ec::invalid_argument, "ller.example"));
  BOOST_TEST(
    fails_with(authority::create(std::string(65, 'x'), key_kind::ecdsa_p256),
               ec::invalid_argument, "organizationName"));
}

BOOST_AUTO_TEST_CASE(authority_is_made_from_a_ca_certificate_and_its_key_only) {
  auto ca = make_ca();
  auto own = issue(ca, good_subject());
  BOOST_TEST(fails_with(authority::from(share(ca.cert()), share(own.key)),
                        ec::key_mismatch));
  BOOST_TEST(fails_with(authority::from(share(own.cert), share(own.key)),
                        ec::bad_usage));
}

BOOST_AUTO_TEST_SUITE_END()
