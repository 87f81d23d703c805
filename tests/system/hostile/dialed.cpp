// The target dials addresses where nobody listens, or somebody who does not get
// through the TLS handshake: what it says of each.

#include "dial_attack.hpp"

#include <vector>

using namespace aegis;
using namespace aegis::test;

namespace {

/// A listener whose queue is full: the kernel drops what else comes.
struct black_hole {
  raw_socket listener = raw_socket::listen(0);
  std::vector<raw_socket> queue;

  black_hole() {
    for (int i = 0; i < 4; ++i)
      queue.push_back(raw_socket::begin_connect(listener.port()));
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(dialed, dial_attack)

BOOST_AUTO_TEST_CASE(a_port_where_nobody_listens_is_unreachable) {
  auto port = listener.port();
  listener.close();
  check_result(dial(port), "unreachable", port, {"refused"});
}

BOOST_AUTO_TEST_CASE(a_listener_that_says_nothing_times_out) {
  auto number = dial(listener.port());
  auto silent = listener.accept(soon());
  check_result(number, "timed_out", listener.port(),
               {"TLS handshake", "2000 ms"});
}

BOOST_AUTO_TEST_CASE(a_listener_that_does_not_speak_tls_is_named_so) {
  auto number = dial(listener.port());
  auto socket = listener.accept(soon());
  BOOST_TEST(socket.send("HTTP/1.1 400 Bad Request\r\n\r\n", soon()));
  check_result(number, "not_tls", listener.port());
}

BOOST_AUTO_TEST_CASE(a_listener_that_closes_at_once_is_lost) {
  auto number = dial(listener.port());
  listener.accept(soon()).close();
  check_result(number, "peer_lost", listener.port());
}

BOOST_AUTO_TEST_CASE(another_authority_is_not_trusted) {
  check_impostor(w.passports().stranger("impostor"), "untrusted_ca", {});
}

BOOST_AUTO_TEST_CASE(an_expired_certificate_is_named_so) {
  check_impostor(w.passports().expired("impostor"), "expired", {});
}

BOOST_AUTO_TEST_CASE(another_name_is_told_with_both_names) {
  check_impostor(w.passports().member("somebody"), "name_mismatch",
                 {"impostor", "somebody"});
}

BOOST_AUTO_TEST_CASE(a_listener_of_tls_1_2_turns_us_away) {
  auto number = dial(listener.port());
  auto tls = accept(w.passports().member("impostor"), TLS1_2_VERSION);
  BOOST_TEST(!tls.shake_hands());
  check_result(number, "refused_by_peer", listener.port(),
               {"protocol version"});
}

BOOST_AUTO_TEST_CASE(an_alert_is_a_refusal) {
  auto number = dial(listener.port());
  auto own = w.passports().member("impostor");
  tls_settings settings{own, tls_settings::side::server};
  settings.trust_nobody();
  raw_tls tls{listener.accept(soon()), settings, tls_settings::side::server};
  BOOST_TEST(!tls.shake_hands());
  check_result(number, "refused_by_peer", listener.port(), {"alert"});
}

BOOST_AUTO_TEST_CASE(a_black_hole_costs_only_its_own_dial) {
  black_hole hole;
  auto port = hole.listener.port();
  std::vector<std::string> lost;
  for (int i = 0; i < 5; ++i)
    lost.push_back(dial(port));
  check_impostor(w.passports().member("somebody"), "name_mismatch", {});
  check_honest_dial("listener");
  for (auto& number : lost)
    check_result(number, "timed_out", port, {"TCP connect", "2000 ms"});
}

BOOST_AUTO_TEST_SUITE_END()
