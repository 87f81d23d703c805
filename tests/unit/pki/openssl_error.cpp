#include "pki/openssl_error.hpp"

#include "pki/pem.hpp"
#include "support.hpp"

#include <openssl/err.h>

using namespace aegis::pki;
using namespace aegis::pki::test;
using aegis::ec;

BOOST_AUTO_TEST_SUITE(openssl_error_test)

BOOST_AUTO_TEST_CASE(foreign_errors_in_the_queue_do_not_disturb) {
  auto ca = make_ca();
  auto pem = ca.cert_pem();
  ERR_raise(ERR_LIB_SSL, SSL_R_WRONG_VERSION_NUMBER);
  BOOST_TEST(succeeds(read_certificates(pem, "x.pem")));
  ERR_raise(ERR_LIB_SSL, SSL_R_WRONG_VERSION_NUMBER);
  BOOST_TEST(succeeds(
    load(as_text(issue(ca, good_subject()), ca), "node-1", "default")));
}

BOOST_AUTO_TEST_CASE(foreign_errors_are_not_reported_as_ours) {
  auto pem = make_ca().key_pem();
  auto half = pem.substr(0, pem.size() / 2) + "\n-----END PRIVATE KEY-----\n";
  ERR_raise(ERR_LIB_SSL, SSL_R_WRONG_VERSION_NUMBER);
  auto x = read_private_key(half, "x.pem", "");
  BOOST_TEST(fails_with(x, ec::bad_pem));
  BOOST_TEST(x.error().text.find("version") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(failed_operations_leave_no_error_behind) {
  BOOST_TEST(fails_with(read_certificates("garbage", "x.pem"), ec::bad_pem));
  BOOST_TEST(ERR_peek_error() == 0u);
  BOOST_TEST(fails_with(read_private_key("garbage", "x.pem", ""), ec::bad_pem));
  BOOST_TEST(ERR_peek_error() == 0u);
  auto ca = make_ca();
  BOOST_TEST(fails_with(
    load(as_text(issue(ca, good_subject()), make_ca()), "node-1", "default"),
    ec::untrusted_ca));
  BOOST_TEST(ERR_peek_error() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
