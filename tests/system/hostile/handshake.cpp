// TLS handshakes of those who may not come in.

#include "world.hpp"

using namespace aegis;
using namespace aegis::test;

namespace {

struct handshake_attack : attack {
  /// Tries to come in with `own`; the target must refuse with this TLS alert
  /// and count this reason.
  void check_refused(const papers& own, int alert, const char* reason) {
    auto before = w.refusals(reason);
    auto tls = w.open_tls(own);
    // with TLS 1.3 the client is done before the server has seen its papers
    tls.shake_hands();
    raw_peer peer{std::move(tls), "intruder"};
    auto end = peer.end();
    BOOST_TEST(end.ended);
    BOOST_TEST(end.alert == alert);
    BOOST_TEST(w.refused(reason, before));
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(handshake, handshake_attack)

BOOST_AUTO_TEST_CASE(no_certificate_is_refused) {
  check_refused(w.passports().nobody(), SSL_AD_CERTIFICATE_REQUIRED,
                "bad_usage");
}

BOOST_AUTO_TEST_CASE(another_authority_is_refused) {
  check_refused(w.passports().stranger("intruder"), SSL_AD_UNKNOWN_CA,
                "untrusted_ca");
}

BOOST_AUTO_TEST_CASE(an_expired_certificate_is_refused) {
  check_refused(w.passports().expired("intruder"), SSL_AD_CERTIFICATE_EXPIRED,
                "expired");
}

BOOST_AUTO_TEST_CASE(tls_1_2_is_refused) {
  auto before = w.refusals("protocol_error");
  auto own = w.passports().member("intruder");
  tls_settings settings{own, tls_settings::side::client};
  settings.limit_version(TLS1_2_VERSION);
  raw_tls tls{w.connect(), settings, tls_settings::side::client};
  BOOST_TEST(!tls.shake_hands());
  BOOST_TEST(tls.alert() == SSL_AD_PROTOCOL_VERSION);
  BOOST_TEST(tls.socket().ends_before(soon()));
  BOOST_TEST(w.refused("protocol_error", before));
}

BOOST_AUTO_TEST_CASE(garbage_in_the_middle_of_the_handshake_is_refused) {
  auto before = w.refusals("protocol_error");
  auto tls = w.open_tls(w.passports().member("intruder"));
  BOOST_TEST(!SSL_is_init_finished(tls.native()));
  BOOST_TEST(tls.send_client_hello());
  BOOST_TEST(tls.socket().send(
    std::string("\x17\x03\x03\x00\x20", 5) + std::string(32, 'x'), soon()));
  BOOST_TEST(tls.socket().ends_before(soon()));
  BOOST_TEST(w.refused("protocol_error", before));
}

BOOST_AUTO_TEST_CASE(the_log_tells_who_was_turned_away_and_why) {
  // it has so many lines a second, so one attempt may not be enough
  BOOST_TEST(eventually([&] {
    check_refused(w.passports().stranger("intruder"), SSL_AD_UNKNOWN_CA,
                  "untrusted_ca");
    return w.logged({"turned away 127.0.0.1:", "untrusted_ca"});
  }));
}

BOOST_AUTO_TEST_SUITE_END()
