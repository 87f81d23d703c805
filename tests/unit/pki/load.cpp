#include "pki/pem.hpp"
#include "pki/store.hpp"
#include "pki/trust.hpp"
#include "support.hpp"

using namespace aegis::pki;
using namespace aegis::pki::test;
using aegis::ec;
using aegis::tls_options;

namespace {

struct fixture {
  authority ca = make_ca();
  issued own = issue(ca, good_subject());
  tls_options options = as_text(own, ca);

  auto load() const {
    return aegis::pki::load(options, "node-1", "default");
  }

  void present(const issued& x) {
    options.cert_pem = x.cert_pem();
    options.key_pem = x.key_pem();
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(load_test, fixture)

BOOST_AUTO_TEST_CASE(texts_make_credentials) {
  auto x = load();
  BOOST_TEST_REQUIRE(succeeds(x));
  BOOST_TEST((*x)->node_id == "node-1");
  BOOST_TEST((*x)->mesh == "default");
  BOOST_TEST((*x)->info.common_name == "node-1");
  BOOST_TEST((*x)->roots.size() == 1u);
  BOOST_TEST((*x)->chain.empty());
  BOOST_TEST(succeeds(verify_chain(**x)));
}

BOOST_AUTO_TEST_CASE(files_make_credentials) {
  scratch_directory dir;
  write_text(dir / "c.pem", own.cert_pem(), 0644);
  write_text(dir / "k.pem", own.key_pem());
  write_text(dir / "ca.pem", ca.cert_pem(), 0644);
  options = {};
  options.cert_file = dir / "c.pem";
  options.key_file = dir / "k.pem";
  options.ca_file = dir / "ca.pem";
  BOOST_TEST(succeeds(load()));
  write_text(dir / "k.pem", own.key_pem(), 0644);
  BOOST_TEST(fails_with(load(), ec::insecure_permissions, dir / "k.pem"));
}

BOOST_AUTO_TEST_CASE(text_wins_over_file) {
  options.cert_file = options.key_file = options.ca_file = "/absent";
  BOOST_TEST(succeeds(load()));
}

BOOST_AUTO_TEST_CASE(missing_part_is_named) {
  for (auto part :
       {&tls_options::cert_pem, &tls_options::key_pem, &tls_options::ca_pem}) {
    auto all = options;
    options.*part = "";
    auto field = part == &tls_options::cert_pem  ? "cert_file"
                 : part == &tls_options::key_pem ? "key_file"
                                                 : "ca_file";
    BOOST_TEST(fails_with(load(), ec::invalid_argument, field));
    options = all;
  }
}

BOOST_AUTO_TEST_CASE(damaged_part_is_named) {
  auto all = options;
  options.cert_pem = "garbage";
  BOOST_TEST(fails_with(load(), ec::bad_pem, "cert_pem"));
  options = all;
  options.key_pem = "garbage";
  BOOST_TEST(fails_with(load(), ec::bad_pem, "key_pem"));
  options = all;
  options.ca_pem = "garbage";
  BOOST_TEST(fails_with(load(), ec::bad_pem, "ca_pem"));
  options = all;
  options.ca_pem.clear();
  options.ca_file = "/absent/ca.pem";
  BOOST_TEST(fails_with(load(), ec::file_error, "/absent/ca.pem"));
}

BOOST_AUTO_TEST_CASE(key_of_another_certificate_is_refused) {
  options.key_pem = issue(ca, good_subject()).key_pem();
  BOOST_TEST(fails_with(load(), ec::key_mismatch, "key_pem", "cert_pem"));
}

BOOST_AUTO_TEST_CASE(certificate_of_another_node_is_refused) {
  present(issue(ca, good_subject("node-2")));
  BOOST_TEST(fails_with(load(), ec::wrong_identity, "cert_pem", "\"node-2\"",
                        "\"node-1\""));
}

BOOST_AUTO_TEST_CASE(certificate_of_another_mesh_is_refused) {
  present(issue(ca, good_subject("node-1", "other")));
  BOOST_TEST(fails_with(load(), ec::wrong_identity, "cert_pem", "\"other\""));
}

BOOST_AUTO_TEST_CASE(certificate_of_another_ca_is_refused) {
  options.ca_pem = make_ca().cert_pem();
  BOOST_TEST(fails_with(load(), ec::untrusted_ca, "cert_pem"));
}

BOOST_AUTO_TEST_CASE(expired_certificate_needs_the_option) {
  present(issue(ca, expired(good_subject())));
  BOOST_TEST(fails_with(load(), ec::expired, "cert_pem", "expired on 20"));
  options.insecure_allow_expired = true;
  auto x = load();
  BOOST_TEST_REQUIRE(succeeds(x));
  BOOST_TEST((*x)->insecure_allow_expired);
  options.ca_pem = make_ca().cert_pem();
  BOOST_TEST(fails_with(load(), ec::untrusted_ca));
}

BOOST_AUTO_TEST_CASE(common_name_alone_needs_the_option) {
  auto who = good_subject();
  who.uris.clear();
  present(issue(ca, who));
  BOOST_TEST(fails_with(load(), ec::wrong_identity, "cert_pem"));
  options.insecure_allow_common_name_only = true;
  BOOST_TEST(succeeds(load()));
}

BOOST_AUTO_TEST_CASE(certificate_for_servers_only_is_refused) {
  auto who = good_subject();
  who.client_auth = false;
  present(issue(ca, who));
  BOOST_TEST(fails_with(load(), ec::bad_usage, "cert_pem", "client"));
}

BOOST_AUTO_TEST_CASE(encrypted_key_needs_its_passphrase) {
  options.key_pem = *to_pem(own.key.get(), "secret");
  BOOST_TEST(fails_with(load(), ec::encrypted_key, "key_pem"));
  options.passphrase = "wrong";
  BOOST_TEST(fails_with(load(), ec::encrypted_key, "key_pem"));
  options.passphrase = "secret";
  BOOST_TEST(succeeds(load()));
}

BOOST_AUTO_TEST_CASE(intermediates_follow_the_certificate) {
  auto middle = make_intermediate(ca);
  auto below = issue(middle, good_subject());
  present(below);
  BOOST_TEST(fails_with(load(), ec::untrusted_ca));
  options.cert_pem += middle.cert_pem();
  auto x = load();
  BOOST_TEST_REQUIRE(succeeds(x));
  BOOST_TEST((*x)->chain.size() == 1u);
}

BOOST_AUTO_TEST_CASE(bundle_may_hold_several_roots) {
  options.ca_pem = make_ca().cert_pem() + ca.cert_pem();
  auto x = load();
  BOOST_TEST_REQUIRE(succeeds(x));
  BOOST_TEST((*x)->roots.size() == 2u);
}

BOOST_AUTO_TEST_CASE(node_certificate_among_the_roots_is_refused) {
  options.ca_pem += own.cert_pem();
  BOOST_TEST(fails_with(load(), ec::bad_usage, "ca_pem", "CN=node-1"));
}

BOOST_AUTO_TEST_CASE(required_names_must_be_there) {
  options.required_sans
    = {"localhost", "127.0.0.1", "spiffe://default/node/node-1"};
  BOOST_TEST(succeeds(load()));
  options.required_sans.push_back("api.example.org");
  BOOST_TEST(
    fails_with(load(), ec::missing_san, "cert_pem", "api.example.org"));
}

BOOST_AUTO_TEST_CASE(bad_names_are_refused) {
  for (auto id : {"", "..", "a/b", "a\nb"})
    BOOST_TEST(
      fails_with(aegis::pki::load(options, id, "default"), ec::invalid_id));
  BOOST_TEST(fails_with(aegis::pki::load(options, "node-1", "a/b"),
                        ec::invalid_argument, "mesh"));
}

BOOST_AUTO_TEST_SUITE_END()
