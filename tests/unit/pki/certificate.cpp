#include "pki/certificate.hpp"

#include "pki/pem.hpp"
#include "pki/time.hpp"
#include "support.hpp"

#include <algorithm>

using namespace aegis::pki;
using namespace aegis::pki::test;
using aegis::ec;

namespace {

/// Returns the certificate with a changed subject; its signature is void.
x509_ptr with_name(const issued& x, int nid, std::string_view text) {
  x509_ptr result{X509_dup(x.cert.get())};
  auto* name = X509_get_subject_name(result.get());
  X509_NAME_add_entry_by_NID(
    name, nid, MBSTRING_UTF8,
    reinterpret_cast<const unsigned char*>(text.data()),
    static_cast<int>(text.size()), -1, 0);
  return result;
}

} // namespace

BOOST_AUTO_TEST_SUITE(certificate_test)

BOOST_AUTO_TEST_CASE(all_fields_are_read) {
  auto ca = make_ca("prod");
  auto who = node_subject("api-1", "prod", {"api.example.org", 8443},
                          aegis::key_kind::ecdsa_p256);
  auto own = issue(ca, who);
  auto x = describe(own.cert.get());
  BOOST_TEST_REQUIRE(succeeds(x));
  BOOST_TEST(x->subject == "CN=api-1");
  BOOST_TEST(x->issuer == "CN=aegis CA,O=prod");
  BOOST_TEST(x->common_name == "api-1");
  BOOST_TEST(x->dns_names == who.dns, boost::test_tools::per_element());
  BOOST_TEST(x->ip_addresses == who.ips, boost::test_tools::per_element());
  BOOST_TEST(x->uris == who.uris, boost::test_tools::per_element());
  BOOST_TEST(x->fingerprint.size() == 64u);
  BOOST_TEST(!x->serial.empty());
  BOOST_TEST(x->pem == own.cert_pem());
  auto validity = x->not_after - x->not_before;
  BOOST_CHECK(validity == node_validity);
  BOOST_CHECK(x->not_before < now() && now() < x->not_after);
}

BOOST_AUTO_TEST_CASE(fingerprint_is_that_of_the_der_form) {
  auto own = issue(make_ca(), good_subject());
  unsigned char* der = nullptr;
  auto n = i2d_X509(own.cert.get(), &der);
  unsigned char digest[32];
  EVP_Digest(der, static_cast<std::size_t>(n), digest, nullptr, EVP_sha256(),
             nullptr);
  OPENSSL_free(der);
  char first[3];
  std::snprintf(first, sizeof(first), "%02x", digest[0]);
  auto x = describe(own.cert.get());
  BOOST_TEST_REQUIRE(succeeds(x));
  BOOST_TEST(x->fingerprint.substr(0, 2) == first);
}

BOOST_AUTO_TEST_CASE(several_common_names_are_ambiguous) {
  auto cert
    = with_name(issue(make_ca(), good_subject()), NID_commonName, "other");
  BOOST_TEST(
    fails_with(describe(cert.get()), ec::bad_pem, "several common names"));
}

BOOST_AUTO_TEST_CASE(zero_byte_in_a_name_does_not_cut_it) {
  using namespace std::string_view_literals;
  auto who = good_subject();
  who.dns = {std::string{"node-1\0.evil"sv}};
  auto own = issue(make_ca(), who);
  auto x = describe(own.cert.get());
  BOOST_TEST_REQUIRE(succeeds(x));
  BOOST_TEST_REQUIRE(x->dns_names.size() == 1u);
  BOOST_TEST((x->dns_names.front() == "node-1\0.evil"sv));
}

BOOST_AUTO_TEST_CASE(control_characters_are_escaped_in_the_subject) {
  auto cert = with_name(issue(make_ca(), good_subject()), NID_organizationName,
                        "x\ny\x1b[31m");
  auto x = describe(cert.get());
  BOOST_TEST_REQUIRE(succeeds(x));
  BOOST_TEST(std::none_of(x->subject.begin(), x->subject.end(),
                          [](char c) { return c < ' '; }));
}

BOOST_AUTO_TEST_CASE(times_are_rendered_in_utc) {
  BOOST_TEST(to_text(aegis::timestamp_ms{std::chrono::seconds{951827696}})
             == "2000-02-29T12:34:56Z");
}

BOOST_AUTO_TEST_SUITE_END()
