// Connections of which one direction is closed, with and without notice.

#include "member_attack.hpp"

using namespace aegis;
using namespace aegis::test;

namespace {

/// Data that follows the end of the session.
std::string late_bytes() {
  return std::string("\x17\x03\x03\x00\x20", 5) + std::string(32, 'x');
}

struct half_closed_attack : member_attack {
  /// The target ends its side, too, and forgets mallory, although our socket
  /// stays open.
  void check_over() {
    BOOST_TEST(mallory->tls().socket().ends_before(soon()));
    BOOST_TEST(eventually([&] { return w.target().stats()["links"] == 1; }));
    w.check_at_rest();
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(half_closed, half_closed_attack)

BOOST_AUTO_TEST_CASE(before_the_first_byte) {
  auto socket = w.connect();
  socket.half_close();
  BOOST_TEST(socket.ends_before(soon()));
}

BOOST_AUTO_TEST_CASE(in_the_middle_of_the_tls_handshake) {
  auto tls = w.open_tls(w.passports().member("mallory"));
  BOOST_TEST(tls.send_client_hello());
  tls.socket().half_close();
  BOOST_TEST(tls.socket().ends_before(soon()));
}

BOOST_AUTO_TEST_CASE(after_the_tls_handshake) {
  auto peer = w.enter("somebody");
  peer.tls().socket().half_close();
  BOOST_TEST(peer.end().ended);
}

BOOST_AUTO_TEST_CASE(of_a_member_without_notice) {
  mallory->tls().socket().half_close();
  check_over();
}

BOOST_AUTO_TEST_CASE(of_a_member_with_notice) {
  mallory->tls().notify_close();
  check_over();
}

BOOST_AUTO_TEST_CASE(of_a_member_that_goes_on_talking) {
  mallory->tls().notify_close();
  for (int i = 0; i < 100; ++i)
    if (!mallory->tls().socket().send(late_bytes(), soon()))
      break;
  check_over();
}

BOOST_AUTO_TEST_CASE(of_a_member_in_the_middle_of_a_frame) {
  auto bytes = message(w.service(), text_message("x")).bytes();
  BOOST_TEST(mallory->tls().send(bytes.substr(0, 40)));
  mallory->tls().socket().half_close();
  check_over();
}

BOOST_AUTO_TEST_CASE(of_a_member_that_waits_for_an_answer) {
  BOOST_TEST(mallory->send(message(w.service(), text_message("x"), 5)));
  mallory->tls().socket().half_close();
  check_over();
}

BOOST_AUTO_TEST_CASE(a_reset_ends_the_connection) {
  mallory->tls().socket().set_abortive();
  mallory->tls().socket().close();
  BOOST_TEST(eventually([&] { return w.target().stats()["links"] == 1; }));
}

BOOST_AUTO_TEST_SUITE_END()
