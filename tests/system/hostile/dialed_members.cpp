// The target dials members of the mesh: honest ones, and others that break the
// protocol once they are trusted.

#include "dial_attack.hpp"

using namespace aegis;
using namespace aegis::test;

BOOST_FIXTURE_TEST_SUITE(dialed_members, dial_attack)

BOOST_AUTO_TEST_CASE(a_member_is_connected_with_and_without_a_name) {
  check_honest_dial("listener");
  BOOST_TEST(eventually([&] { return w.target().stats()["links"] == 1; }));
  check_honest_dial("-");
}

BOOST_AUTO_TEST_CASE(a_refusal_in_words_is_told) {
  auto number = dial(listener.port());
  auto peer = accept_as("impostor");
  v1::LinkRefusal words;
  words.set_code(static_cast<std::uint32_t>(ec::overloaded));
  words.set_text("come back\nlater");
  raw_frame frame;
  frame.operation = op::refusal;
  frame.payload = words.SerializeAsString();
  BOOST_TEST(peer.send(frame));
  check_result(number, "refused_by_peer", listener.port(), {"come back later"});
}

BOOST_AUTO_TEST_CASE(garbage_after_the_handshake_is_a_protocol_error) {
  auto number = dial(listener.port());
  auto peer = accept_as("impostor");
  BOOST_TEST(peer.tls().send(std::string(4096, '\xF7')));
  check_result(number, "protocol_error", listener.port(),
               {"message_before_hello"});
}

BOOST_AUTO_TEST_CASE(a_listener_that_says_no_hello_times_out) {
  auto number = dial(listener.port());
  auto peer = accept_as("impostor");
  check_result(number, "timed_out", listener.port(), {"mesh handshake"});
}

BOOST_AUTO_TEST_CASE(another_hello_than_the_certificate_is_a_protocol_error) {
  auto number = dial(listener.port());
  auto peer = accept_as("impostor");
  BOOST_TEST(peer.send_hello("honest"));
  auto result = result_of(number);
  BOOST_TEST(result.find("protocol_error") == 0u, result);
  BOOST_TEST(result.find("'impostor' says it is \"honest\"") != result.npos,
             result);
}

BOOST_AUTO_TEST_CASE(a_handshake_of_the_dialing_side_is_a_protocol_error) {
  auto number = dial(listener.port());
  auto peer = accept_as("impostor");
  BOOST_TEST(peer.send_hello("impostor"));
  BOOST_TEST(peer.send_handshake(w.fresh_id()));
  check_result(number, "protocol_error", listener.port(),
               {"handshake_direction"});
}

BOOST_AUTO_TEST_CASE(another_application_is_a_protocol_error) {
  auto number = dial(listener.port());
  auto peer = accept_as("impostor");
  BOOST_TEST(peer.send_hello("impostor"));
  BOOST_TEST(peer.send_server_handshake(w.fresh_id(), "other-application"));
  check_result(number, "protocol_error", listener.port(), {"malformed_basp"});
}

BOOST_AUTO_TEST_SUITE_END()
