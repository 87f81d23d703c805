#include "pki/store.hpp"

#include "pki/certificate.hpp"
#include "pki/pem.hpp"
#include "pki/time.hpp"
#include "pki/trust.hpp"
#include "support.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <thread>

using namespace aegis::pki;
using namespace aegis::pki::test;
using aegis::ec;
using boost::test_tools::per_element;
using names = std::vector<std::string>;

namespace {

/// Removes what a test says was never there.
void remove(const scratch_directory& dir, std::string_view name) {
  BOOST_REQUIRE(std::filesystem::remove(dir / name));
}

struct fixture {
  scratch_directory dir;

  std::map<std::string, std::string> contents() const {
    std::map<std::string, std::string> result;
    for (const auto& name : dir.names())
      result[name] = read_text(dir / name);
    return result;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(store_test, fixture)

BOOST_AUTO_TEST_CASE(empty_directory_gets_ca_and_node_certificate) {
  auto options = in(dir);
  options.address = {"api.example.org", 8443};
  auto x = load_or_generate(options);
  BOOST_TEST_REQUIRE(succeeds(x));
  BOOST_TEST(dir.names()
               == (names{".aegis.lock", "ca-cert.pem", "ca-key.pem",
                         "node-1-cert.pem", "node-1-key.pem"}),
             per_element());
  BOOST_TEST(mode_of(dir / "ca-key.pem") == 0600u);
  BOOST_TEST(mode_of(dir / "node-1-key.pem") == 0600u);
  BOOST_TEST((*x)->info.pem == read_text(dir / "node-1-cert.pem"));
  BOOST_TEST(succeeds(
    check_required_sans((*x)->info,
                        {"node-1", "localhost", "127.0.0.1", "::1",
                         "api.example.org", "spiffe://default/node/node-1"},
                        "x")));
}

BOOST_AUTO_TEST_CASE(directory_is_made_for_its_owner_only) {
  auto options = in(dir);
  options.dir = dir / "a/b/certs/";
  BOOST_TEST(succeeds(load_or_generate(options)));
  BOOST_TEST(mode_of(dir / "a/b/certs") == 0700u);
  BOOST_TEST(mode_of(dir / "a") == 0700u);
}

BOOST_AUTO_TEST_CASE(second_run_loads_the_same_and_writes_nothing) {
  auto first = load_or_generate(in(dir));
  BOOST_TEST_REQUIRE(succeeds(first));
  auto before = contents();
  auto second = load_or_generate(in(dir));
  BOOST_TEST_REQUIRE(succeeds(second));
  BOOST_TEST((*first)->info.fingerprint == (*second)->info.fingerprint);
  BOOST_CHECK(before == contents());
}

BOOST_AUTO_TEST_CASE(nodes_of_one_directory_trust_each_other) {
  auto a = load_or_generate(in(dir, "a"));
  auto b = load_or_generate(in(dir, "b"));
  BOOST_TEST_REQUIRE(succeeds(a));
  BOOST_TEST_REQUIRE(succeeds(b));
  peer_check check;
  check.expected_id = "b";
  BOOST_TEST(
    succeeds(verify_peer((*b)->cert.get(), nullptr, (*a)->roots, check)));
}

BOOST_AUTO_TEST_CASE(ca_key_is_not_touched_by_a_node_with_a_certificate) {
  BOOST_TEST(succeeds(load_or_generate(in(dir))));
  write_text(dir / "ca-key.pem", "not a key", 0666);
  BOOST_TEST(succeeds(load_or_generate(in(dir))));
  remove(dir, "ca-key.pem");
  BOOST_TEST(succeeds(load_or_generate(in(dir))));
}

BOOST_AUTO_TEST_CASE(complete_directory_is_not_written_to) {
  BOOST_TEST(succeeds(load_or_generate(in(dir))));
  remove(dir, "ca-key.pem");
  remove(dir, ".aegis.lock");
  BOOST_TEST(succeeds(load_or_generate(in(dir))));
  BOOST_TEST(dir.names()
               == (names{"ca-cert.pem", "node-1-cert.pem", "node-1-key.pem"}),
             per_element());
}

BOOST_AUTO_TEST_CASE(crash_before_the_ca_certificate_is_repaired_with_its_key) {
  auto ca = make_ca();
  write_text(dir / "ca-key.pem", ca.key_pem());
  write_text(dir / ".aegis-ca-cert.pem.tmp", "-----BEGIN CERT");
  BOOST_TEST(succeeds(load_or_generate(in(dir))));
  BOOST_TEST(read_text(dir / "ca-key.pem") == ca.key_pem());
  auto found = dir.names();
  BOOST_TEST((std::find(found.begin(), found.end(), ".aegis-ca-cert.pem.tmp")
              == found.end()));
}

BOOST_AUTO_TEST_CASE(
  crash_before_the_node_certificate_is_repaired_with_its_key) {
  BOOST_TEST(succeeds(load_or_generate(in(dir))));
  auto key = read_text(dir / "node-1-key.pem");
  remove(dir, "node-1-cert.pem");
  BOOST_TEST(succeeds(load_or_generate(in(dir))));
  BOOST_TEST(read_text(dir / "node-1-key.pem") == key);
}

BOOST_AUTO_TEST_CASE(crash_after_the_ca_is_repaired) {
  BOOST_TEST(succeeds(load_or_generate(in(dir, "other"))));
  auto ca = read_text(dir / "ca-cert.pem");
  BOOST_TEST(succeeds(load_or_generate(in(dir))));
  BOOST_TEST(read_text(dir / "ca-cert.pem") == ca);
}

BOOST_AUTO_TEST_CASE(ca_file_may_hold_roots_whose_key_is_elsewhere) {
  auto ours = make_ca("ours");
  auto other = make_ca("other");
  write_text(dir / "ca-cert.pem", other.cert_pem() + ours.cert_pem());
  write_text(dir / "ca-key.pem", ours.key_pem());
  auto x = load_or_generate(in(dir));
  BOOST_TEST_REQUIRE(succeeds(x));
  BOOST_TEST((*x)->roots.size() == 2u);
  BOOST_TEST((*x)->info.issuer == "CN=aegis CA,O=ours");
}

BOOST_AUTO_TEST_CASE(certificate_does_not_outlive_its_ca) {
  auto ca = authority::create("default", aegis::key_kind::ecdsa_p256,
                              std::chrono::hours{24});
  write_text(dir / "ca-cert.pem", ca->cert_pem());
  write_text(dir / "ca-key.pem", ca->key_pem());
  auto x = load_or_generate(in(dir));
  BOOST_TEST_REQUIRE(succeeds(x));
  BOOST_CHECK((*x)->info.not_after <= describe(ca->cert())->not_after);
  BOOST_CHECK((*x)->info.not_after > now() + std::chrono::hours{23});
}

BOOST_AUTO_TEST_CASE(required_names_go_into_a_generated_certificate) {
  auto options = in(dir);
  options.tls.required_sans = {"api.example.org", "10.1.2.3", "urn://x/y"};
  auto x = load_or_generate(options);
  BOOST_TEST_REQUIRE(succeeds(x));
  BOOST_TEST(
    succeeds(check_required_sans((*x)->info, options.tls.required_sans, "x")));
  options.tls.required_sans.push_back("late.example.org");
  BOOST_TEST(fails_with(load_or_generate(options), ec::missing_san,
                        dir / "node-1-cert.pem", "late.example.org"));
}

BOOST_AUTO_TEST_CASE(passphrase_encrypts_generated_keys) {
  auto options = in(dir);
  options.tls.passphrase = "secret";
  BOOST_TEST(succeeds(load_or_generate(options)));
  for (auto name : {"ca-key.pem", "node-1-key.pem"})
    BOOST_TEST(read_text(dir / name).find("ENCRYPTED") != std::string::npos);
  options.node_id = "node-2";
  BOOST_TEST(succeeds(load_or_generate(options)));
  BOOST_TEST(succeeds(load_or_generate(options)));
  options.tls.passphrase.clear();
  BOOST_TEST(fails_with(load_or_generate(options), ec::encrypted_key,
                        dir / "node-2-key.pem"));
}

BOOST_AUTO_TEST_CASE(threads_that_start_at_once_share_one_ca) {
  std::vector<std::thread> threads;
  std::vector<std::string> issuers(8);
  for (std::size_t i = 0; i < issuers.size(); ++i)
    threads.emplace_back([&, i] {
      auto x = load_or_generate(in(dir, "node-" + std::to_string(i)));
      if (x)
        issuers[i] = describe((*x)->roots.front().get())->fingerprint;
    });
  for (auto& thread : threads)
    thread.join();
  for (const auto& issuer : issuers)
    BOOST_TEST(
      issuer
      == describe(read_certificates(read_text(dir / "ca-cert.pem"), "ca")
                    ->front()
                    .get())
           ->fingerprint);
}

BOOST_AUTO_TEST_SUITE_END()
