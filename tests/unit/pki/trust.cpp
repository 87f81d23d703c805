#include "pki/trust.hpp"

#include "pki/key.hpp"
#include "support.hpp"

using namespace aegis::pki;
using namespace aegis::pki::test;
using aegis::ec;
using aegis::key_kind;

namespace {

struct fixture {
  authority ca = make_ca();
  std::vector<x509_ptr> roots = roots_of(ca);
  peer_check any;
  peer_check forgiving;

  fixture() {
    any.what = "10.0.0.1:8443";
    forgiving = any;
    forgiving.allow_expired = true;
    forgiving.allow_common_name_only = true;
  }

  auto verify(const issued& x, const peer_check& check) const {
    return verify_peer(x.cert.get(), nullptr, roots, check);
  }

  peer_check expecting(std::string id) const {
    auto result = any;
    result.expected_id = std::move(id);
    return result;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(trust_test, fixture)

BOOST_AUTO_TEST_CASE(honest_member_is_accepted_and_described) {
  auto x = issue(ca, good_subject("api-1"));
  for (const auto& check : {any, expecting("api-1")}) {
    auto cert = verify(x, check);
    BOOST_TEST_REQUIRE(succeeds(cert));
    BOOST_TEST(cert->common_name == "api-1");
  }
}

BOOST_AUTO_TEST_CASE(another_member_than_expected_is_a_name_mismatch) {
  BOOST_TEST(
    fails_with(verify(issue(ca, good_subject("api-2")), expecting("api-1")),
               ec::name_mismatch, "10.0.0.1:8443", "expected node \"api-1\"",
               "got \"api-2\""));
}

BOOST_AUTO_TEST_CASE(member_of_another_mesh_is_refused) {
  BOOST_TEST(fails_with(verify(issue(ca, good_subject("a", "other")), any),
                        ec::wrong_identity, "10.0.0.1:8443", "\"other\""));
}

BOOST_AUTO_TEST_CASE(peer_without_certificate_is_refused) {
  BOOST_TEST(fails_with(verify_peer(nullptr, nullptr, roots, any),
                        ec::bad_usage, "no certificate"));
}

BOOST_AUTO_TEST_CASE(ca_of_the_same_name_is_still_another_ca) {
  BOOST_TEST(fails_with(verify(issue(make_ca(), good_subject()), any),
                        ec::untrusted_ca, "10.0.0.1:8443"));
}

BOOST_AUTO_TEST_CASE(self_signed_certificate_is_refused) {
  auto key = generate_key(key_kind::ecdsa_p256, 0);
  auto own = authority::create("default", std::move(*key));
  BOOST_REQUIRE(succeeds(own));
  BOOST_TEST(fails_with(verify_peer(own->cert(), nullptr, roots, forgiving),
                        ec::untrusted_ca));
}

BOOST_AUTO_TEST_CASE(certificate_changed_after_signing_is_refused) {
  auto x = issue(ca, good_subject("api-1"));
  auto y = issue(ca, good_subject("api-2"));
  X509_set_pubkey(x.cert.get(), y.key.get());
  BOOST_TEST(fails_with(verify(x, forgiving), ec::untrusted_ca, "signature"));
}

BOOST_AUTO_TEST_CASE(expired_certificate_is_refused_with_its_date) {
  auto x = issue(ca, expired(good_subject()));
  BOOST_TEST(
    fails_with(verify(x, any), ec::expired, "10.0.0.1:8443", "expired on 20"));
  BOOST_TEST(succeeds(verify(x, forgiving)));
}

BOOST_AUTO_TEST_CASE(certificate_of_the_future_is_refused) {
  auto who = good_subject();
  who.valid_from = std::chrono::hours{1};
  auto x = issue(ca, who);
  BOOST_TEST(fails_with(verify(x, any), ec::expired, "not valid before"));
  BOOST_TEST(succeeds(verify(x, forgiving)));
}

BOOST_AUTO_TEST_CASE(forgiven_dates_forgive_nothing_else) {
  auto who = expired(good_subject("api-1"));
  BOOST_TEST(
    fails_with(verify(issue(make_ca(), who), forgiving), ec::untrusted_ca));
  auto named = forgiving;
  named.expected_id = "api-2";
  BOOST_TEST(fails_with(verify(issue(ca, who), named), ec::name_mismatch));
  auto other = expired(good_subject("api-1", "other"));
  BOOST_TEST(
    fails_with(verify(issue(ca, other), forgiving), ec::wrong_identity));
  who.client_auth = false;
  BOOST_TEST(fails_with(verify(issue(ca, who), forgiving), ec::bad_usage));
}

BOOST_AUTO_TEST_CASE(expired_root_is_refused_and_blamed) {
  auto who = good_subject();
  auto old = authority::create("default", key_kind::ecdsa_p256,
                               std::chrono::seconds{1});
  BOOST_REQUIRE(succeeds(old));
  auto x = issue(*old, who);
  auto old_roots = roots_of(*old);
  auto refused = verify_peer(x.cert.get(), nullptr, old_roots, any);
  BOOST_TEST(fails_with(refused, ec::expired, "issuer", "aegis CA"));
  BOOST_TEST(
    succeeds(verify_peer(x.cert.get(), nullptr, old_roots, forgiving)));
}

BOOST_AUTO_TEST_CASE(certificate_for_one_end_of_tls_only_is_refused) {
  auto server = good_subject();
  server.client_auth = false;
  BOOST_TEST(
    fails_with(verify(issue(ca, server), any), ec::bad_usage, "client"));
  auto client = good_subject();
  client.server_auth = false;
  BOOST_TEST(
    fails_with(verify(issue(ca, client), any), ec::bad_usage, "server"));
}

BOOST_AUTO_TEST_CASE(certificate_that_may_not_sign_is_refused) {
  auto who = good_subject();
  who.digital_signature = false;
  BOOST_TEST(fails_with(verify(issue(ca, who), any), ec::bad_usage));
}

BOOST_AUTO_TEST_CASE(certificate_without_extended_usage_is_accepted) {
  auto who = good_subject();
  who.server_auth = who.client_auth = false;
  BOOST_TEST(succeeds(verify(issue(ca, who), any)));
}

BOOST_AUTO_TEST_CASE(ca_certificate_cannot_be_a_node) {
  auto who = good_subject();
  who.as_ca = true;
  BOOST_TEST(fails_with(verify(issue(ca, who), forgiving), ec::bad_usage));
}

BOOST_AUTO_TEST_CASE(weak_key_is_refused) {
  auto key = generate_key(key_kind::rsa, 1024);
  BOOST_REQUIRE(succeeds(key));
  auto x = ca.issue(good_subject(), std::move(*key));
  BOOST_REQUIRE(succeeds(x));
  BOOST_TEST(fails_with(verify(*x, any), ec::bad_usage, "too weak"));
}

BOOST_AUTO_TEST_CASE(intermediates_lead_to_the_root) {
  auto middle = make_intermediate(ca);
  auto x = issue(middle, good_subject());
  BOOST_TEST(fails_with(verify(x, any), ec::untrusted_ca));
  auto chain = roots_of(middle);
  BOOST_TEST(
    succeeds(verify_peer(x.cert.get(), view_of(chain).get(), roots, any)));
}

BOOST_AUTO_TEST_CASE(intermediate_is_no_root_even_if_its_root_is_missing) {
  auto middle = make_intermediate(ca);
  auto x = issue(middle, good_subject());
  BOOST_TEST(
    fails_with(verify_peer(x.cert.get(), nullptr, roots_of(middle), any),
               ec::untrusted_ca));
}

BOOST_AUTO_TEST_CASE(member_cannot_issue_certificates_for_others) {
  auto member = issue(ca, good_subject("member"));
  auto chain = std::vector<x509_ptr>{};
  chain.push_back(share(member.cert));
  // only here may the rule of authority::from be passed by
  x509_ptr fake{X509_dup(issue(ca, good_subject("victim")).cert.get())};
  X509_set_issuer_name(fake.get(), X509_get_subject_name(member.cert.get()));
  auto i = X509_get_ext_by_NID(fake.get(), NID_authority_key_identifier, -1);
  X509_EXTENSION_free(X509_delete_ext(fake.get(), i));
  BOOST_REQUIRE(X509_sign(fake.get(), member.key.get(), EVP_sha256()) > 0);
  BOOST_TEST(
    fails_with(verify_peer(fake.get(), view_of(chain).get(), roots, forgiving),
               ec::untrusted_ca));
}

BOOST_AUTO_TEST_CASE(any_of_several_roots_will_do) {
  auto other = make_ca();
  roots.push_back(share(other.cert()));
  BOOST_TEST(succeeds(verify(issue(ca, good_subject()), any)));
  BOOST_TEST(succeeds(verify(issue(other, good_subject()), any)));
}

BOOST_AUTO_TEST_CASE(common_name_alone_needs_the_option) {
  auto who = good_subject("api-1");
  who.uris.clear();
  auto x = issue(ca, who);
  BOOST_TEST(fails_with(verify(x, any), ec::wrong_identity, "spiffe"));
  BOOST_TEST(succeeds(verify(x, forgiving)));
}

BOOST_AUTO_TEST_SUITE_END()
