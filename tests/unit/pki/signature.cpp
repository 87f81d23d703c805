#include "pki/signature.hpp"

#include "pki/key.hpp"
#include "support.hpp"

#include <openssl/err.h>

using namespace aegis;
using namespace aegis::pki;
using namespace aegis::pki::test;

namespace {

evp_pkey_ptr key_of(const char* kind) {
  if (std::string{kind} == "ED25519")
    return evp_pkey_ptr{EVP_PKEY_Q_keygen(nullptr, nullptr, kind)};
  auto result = generate_key(
    std::string{kind} == "RSA" ? key_kind::rsa : key_kind::ecdsa_p256, 2048);
  BOOST_REQUIRE(result);
  return std::move(*result);
}

} // namespace

BOOST_AUTO_TEST_SUITE(pki_signature)

BOOST_AUTO_TEST_CASE(text_is_signed_and_verified_by_any_kind_of_key) {
  for (const char* kind : {"RSA", "EC", "ED25519"}) {
    BOOST_TEST_CONTEXT(kind) {
      auto key = key_of(kind);
      auto signature = sign(key.get(), "a text");
      BOOST_REQUIRE(signature);
      BOOST_TEST(verify(key.get(), "a text", *signature));
      BOOST_TEST(!verify(key.get(), "another text", *signature));
      BOOST_TEST(!verify(key_of(kind).get(), "a text", *signature));
      BOOST_TEST(!verify(key.get(), "a text", ""));
      auto damaged = *signature;
      damaged[damaged.size() / 2] ^= 1;
      BOOST_TEST(!verify(key.get(), "a text", damaged));
      BOOST_TEST(!verify(key.get(), "a text", *signature + 'x'));
      BOOST_TEST(ERR_peek_error() == 0u);
    }
  }
}

BOOST_AUTO_TEST_CASE(key_that_cannot_sign_is_refused) {
  evp_pkey_ptr key{EVP_PKEY_Q_keygen(nullptr, nullptr, "X25519")};
  auto signature = sign(key.get(), "a text");
  BOOST_REQUIRE(!signature);
  BOOST_CHECK(signature.error().code == ec::bad_usage);
  BOOST_TEST(!verify(key.get(), "a text", "a signature"));
  BOOST_TEST(!verify(nullptr, "a text", "a signature"));
}

BOOST_AUTO_TEST_CASE(certificates_come_out_as_they_went_in) {
  auto ca = make_ca();
  auto leaf = issue(ca, good_subject());
  std::vector<x509_ptr> chain;
  chain.push_back(share(ca.cert()));
  auto bytes = to_der(leaf.cert.get(), chain);
  auto certs = read_der(bytes);
  BOOST_REQUIRE(certs);
  BOOST_REQUIRE(certs->size() == 2u);
  BOOST_TEST(X509_cmp((*certs)[0].get(), leaf.cert.get()) == 0);
  BOOST_TEST(X509_cmp((*certs)[1].get(), ca.cert()) == 0);
  BOOST_TEST(fingerprint_of_der(bytes) == fingerprint(leaf.cert.get()));
  BOOST_TEST(fingerprint(leaf.cert.get()).size() == 32u);
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_certificate_are_refused) {
  auto leaf = to_der(issue(make_ca(), good_subject()).cert.get(), {});
  BOOST_TEST(!read_der(""));
  BOOST_TEST(!read_der("no certificate"));
  BOOST_TEST(!read_der(leaf + 'x'));
  BOOST_TEST(!read_der(leaf.substr(0, leaf.size() - 1)));
  for (std::size_t n = 0; n < leaf.size(); ++n)
    BOOST_TEST(fingerprint_of_der(leaf.substr(0, n)).empty());
  BOOST_TEST(fingerprint_of_der("\x30\x80 of unknown length").empty());
  BOOST_TEST(fingerprint_of_der("\x04\x01x").empty());
}

BOOST_AUTO_TEST_SUITE_END()
