// Members that lie or err in the hello, or talk out of turn before the
// connection is up.

#include "member_attack.hpp"

using namespace aegis;
using namespace aegis::test;

namespace {

struct hello_attack : attack {
  std::optional<raw_peer> peer;

  void setup() {
    peer.emplace(w.enter("mallory"));
  }

  void teardown() {
    peer.reset();
    attack::teardown();
  }

  static v1::LinkHello good_hello() {
    v1::LinkHello result;
    result.set_mesh("default");
    result.set_node_id("mallory");
    result.set_protocol_min(1);
    result.set_protocol_max(1);
    result.set_endpoint_actor(1);
    return result;
  }

  /// The target ends the connection and tells the peer this code and text.
  void check_refused(ec code, const std::string& text) {
    auto end = peer->end();
    BOOST_TEST(end.ended);
    BOOST_REQUIRE(end.refusal);
    BOOST_TEST(end.refusal->code() == static_cast<std::uint32_t>(code));
    BOOST_TEST(end.refusal->text().find(text) != std::string::npos,
               end.refusal->text());
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(hellos, hello_attack)

BOOST_AUTO_TEST_CASE(garbage_after_the_tls_handshake_is_refused) {
  auto before = w.refusals("message_before_hello");
  BOOST_TEST(peer->tls().send(std::string(4096, '\xF7')));
  check_refused(ec::protocol_error, "message_before_hello");
  BOOST_TEST(w.refused("message_before_hello", before));
}

BOOST_AUTO_TEST_CASE(a_hello_that_does_not_parse_is_refused) {
  raw_frame frame;
  frame.operation = op::hello;
  frame.payload = std::string(10, '\xFF');
  BOOST_TEST(peer->send(frame));
  check_refused(ec::protocol_error, "malformed_hello");
}

BOOST_AUTO_TEST_CASE(another_mesh_is_refused) {
  auto hello = good_hello();
  hello.set_mesh("other\nmesh");
  BOOST_TEST(peer->send_hello(hello));
  check_refused(ec::wrong_identity, "other\\x0amesh");
}

BOOST_AUTO_TEST_CASE(another_name_than_the_certificates_is_refused) {
  BOOST_TEST(peer->send_hello("honest"));
  check_refused(ec::protocol_error, "honest");
}

BOOST_AUTO_TEST_CASE(protocol_versions_that_nobody_speaks_are_refused) {
  auto hello = good_hello();
  hello.set_protocol_min(7);
  hello.set_protocol_max(9);
  BOOST_TEST(peer->send_hello(hello));
  check_refused(ec::unsupported, "7 to 9");
}

BOOST_AUTO_TEST_CASE(the_name_of_the_target_itself_is_refused) {
  peer.emplace(w.enter("target"));
  BOOST_TEST(peer->send_hello("target"));
  check_refused(ec::duplicate_id, "target");
}

BOOST_AUTO_TEST_CASE(a_second_node_of_one_name_is_refused) {
  peer.emplace(w.enter("honest"));
  BOOST_TEST(peer->send_hello("honest"));
  check_refused(ec::duplicate_id, "honest");
}

BOOST_AUTO_TEST_CASE(a_message_before_the_hello_is_refused) {
  BOOST_TEST(
    peer->send(member_attack::message(w.service(), text_message("x"), 5)));
  check_refused(ec::protocol_error, "message_before_hello");
}

BOOST_AUTO_TEST_CASE(a_handshake_before_the_hello_is_refused) {
  BOOST_TEST(peer->send_handshake(w.fresh_id()));
  check_refused(ec::protocol_error, "message_before_hello");
}

BOOST_AUTO_TEST_CASE(a_message_before_the_handshake_is_refused) {
  BOOST_TEST(peer->send_hello("mallory"));
  BOOST_TEST(
    peer->send(member_attack::message(w.service(), text_message("x"), 5)));
  check_refused(ec::protocol_error, "message_before_handshake");
}

BOOST_AUTO_TEST_CASE(a_second_hello_is_refused) {
  BOOST_TEST(peer->send_hello("mallory"));
  BOOST_TEST(peer->send_hello("mallory"));
  check_refused(ec::protocol_error, "repeated_hello");
}

BOOST_AUTO_TEST_CASE(endpoints_that_are_none_are_harmless) {
  for (auto endpoint : {~std::uint64_t{0}, w.hidden()}) {
    auto id = "mallory-" + std::to_string(endpoint);
    auto odd = w.enter(id);
    odd.join(w.fresh_id(), endpoint);
    BOOST_TEST((odd.ask(w.service(), "hello") == id + ":hello"));
  }
}

BOOST_AUTO_TEST_CASE(a_refusal_by_the_peer_ends_the_connection) {
  raw_frame frame;
  frame.operation = op::refusal;
  BOOST_TEST(peer->send(frame));
  BOOST_TEST(peer->end().ended);
}

BOOST_AUTO_TEST_SUITE_END()
