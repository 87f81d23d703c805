#include "pki/pem.hpp"

#include "support.hpp"

#include <openssl/pem.h>

using namespace aegis::pki;
using namespace aegis::pki::test;
using aegis::ec;

namespace {

/// Changes one character in the middle of the base64 text.
std::string damaged(std::string pem) {
  auto& c = pem[pem.size() / 2];
  c = c == 'A' ? 'B' : 'A';
  pem.erase(pem.size() / 3, 1);
  return pem;
}

std::string truncated(const std::string& pem) {
  return pem.substr(0, pem.size() / 2);
}

std::string traditional(EVP_PKEY* key) {
  bio_ptr out{BIO_new(BIO_s_mem())};
  PEM_write_bio_PrivateKey_traditional(out.get(), key, nullptr, nullptr, 0,
                                       nullptr, nullptr);
  char* data = nullptr;
  auto n = BIO_get_mem_data(out.get(), &data);
  return {data, static_cast<std::size_t>(n)};
}

} // namespace

BOOST_AUTO_TEST_SUITE(pem_test)

BOOST_AUTO_TEST_CASE(certificates_survive_the_round_trip_in_order) {
  auto ca = make_ca();
  auto own = issue(ca, good_subject());
  auto text = "a comment\n" + own.cert_pem() + "another\n" + ca.cert_pem();
  auto x = read_certificates(text, "bundle.pem");
  BOOST_TEST_REQUIRE(succeeds(x));
  BOOST_TEST_REQUIRE(x->size() == 2u);
  BOOST_TEST(X509_cmp((*x)[0].get(), own.cert.get()) == 0);
  BOOST_TEST(X509_cmp((*x)[1].get(), ca.cert()) == 0);
}

BOOST_AUTO_TEST_CASE(text_without_certificate_is_refused) {
  auto own = issue(make_ca(), good_subject());
  for (auto text : {std::string{}, std::string{"garbage"}, own.key_pem()})
    BOOST_TEST(fails_with(read_certificates(text, "x.pem"), ec::bad_pem,
                          "x.pem", "no certificate"));
}

BOOST_AUTO_TEST_CASE(damage_to_any_block_of_a_bundle_is_an_error) {
  auto pem = make_ca().cert_pem();
  auto headless = pem.substr(pem.find('\n') + 1);
  for (const auto& bad : {damaged(pem), truncated(pem), headless}) {
    BOOST_TEST(
      fails_with(read_certificates(bad, "x.pem"), ec::bad_pem, "x.pem"));
    BOOST_TEST(
      fails_with(read_certificates(pem + bad, "x.pem"), ec::bad_pem, "x.pem"));
    BOOST_TEST(
      fails_with(read_certificates(bad + pem, "x.pem"), ec::bad_pem, "x.pem"));
  }
}

BOOST_AUTO_TEST_CASE(text_beyond_the_limit_is_refused) {
  std::string text(pem_max_bytes + 1, '\n');
  BOOST_TEST(
    fails_with(read_certificates(text, "x.pem"), ec::bad_pem, "longer"));
}

BOOST_AUTO_TEST_CASE(keys_survive_the_round_trip) {
  auto own = issue(make_ca(), good_subject());
  for (const auto& text : {own.key_pem(), traditional(own.key.get()),
                           own.cert_pem() + own.key_pem()}) {
    auto x = read_private_key(text, "k.pem", "");
    BOOST_TEST_REQUIRE(succeeds(x));
    BOOST_TEST(EVP_PKEY_eq(x->get(), own.key.get()) == 1);
  }
}

BOOST_AUTO_TEST_CASE(text_without_usable_key_is_refused) {
  auto own = issue(make_ca(), good_subject());
  for (const auto& text :
       {std::string{}, std::string{"garbage"}, own.cert_pem(),
        damaged(own.key_pem()), truncated(own.key_pem())})
    BOOST_TEST(
      fails_with(read_private_key(text, "k.pem", ""), ec::bad_pem, "k.pem"));
}

BOOST_AUTO_TEST_CASE(encrypted_key_needs_its_passphrase) {
  auto own = issue(make_ca(), good_subject());
  auto text = to_pem(own.key.get(), "secret");
  BOOST_TEST_REQUIRE(succeeds(text));
  BOOST_TEST(text->find("ENCRYPTED") != std::string::npos);
  BOOST_TEST(fails_with(read_private_key(*text, "k.pem", ""), ec::encrypted_key,
                        "k.pem", "no passphrase"));
  BOOST_TEST(fails_with(read_private_key(*text, "k.pem", "wrong"),
                        ec::encrypted_key, "k.pem", "cannot be decrypted"));
  BOOST_TEST(
    fails_with(read_private_key(*text, "k.pem", std::string(5000, 'x')),
               ec::encrypted_key, "k.pem"));
  auto x = read_private_key(*text, "k.pem", "secret");
  BOOST_TEST_REQUIRE(succeeds(x));
  BOOST_TEST(EVP_PKEY_eq(x->get(), own.key.get()) == 1);
}

BOOST_AUTO_TEST_SUITE_END()
