// Members that break the rules of the connection: frames that no honest node
// sends, and what is said in somebody else's name.

#include "member_attack.hpp"

#include <caf/atom.hpp>

using namespace aegis;
using namespace aegis::test;

namespace {

std::uint64_t named(caf::atom_value x) {
  return static_cast<std::uint64_t>(x);
}

raw_frame frame_of(std::uint8_t operation, std::string payload) {
  raw_frame result;
  result.operation = operation;
  result.payload = std::move(payload);
  return result;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(basp_forgeries, member_attack)

BOOST_AUTO_TEST_CASE(a_payload_of_4_gib_is_refused_by_its_header) {
  auto frame = message(w.service(), text_message("x"));
  frame.claimed_size = 0xFFFFFFFFu;
  check_breach(frame, "payload_too_large");
}

BOOST_AUTO_TEST_CASE(a_second_handshake_under_another_id_is_refused) {
  check_breach(frame_of(op::client_handshake, payload_maker{}.node(9, 9)),
               "node_id_changed");
}

BOOST_AUTO_TEST_CASE(a_second_handshake_under_the_same_id_is_harmless) {
  auto& peer = *mallory;
  for (std::uint8_t flags : {0, 2, 0, 2})
    BOOST_TEST(peer.send_handshake(peer.id(), flags));
  check_lives();
}

BOOST_AUTO_TEST_CASE(the_id_of_another_live_node_is_refused) {
  auto before = w.refusals("node_id_taken");
  auto twin = w.enter("twin");
  BOOST_TEST(twin.send_hello("twin"));
  BOOST_TEST(twin.send_handshake(mallory->id()));
  check_refusal(twin.end(), "node_id_taken");
  BOOST_TEST(w.refused("node_id_taken", before));
  check_lives();
}

BOOST_AUTO_TEST_CASE(the_id_of_the_target_itself_is_refused) {
  check_breach(frame_of(op::client_handshake, mallory->peer_id()),
               "own_node_id");
}

BOOST_AUTO_TEST_CASE(a_handshake_of_the_accepting_side_is_refused) {
  check_breach(frame_of(op::server_handshake, payload_maker{}.node(9, 9)),
               "handshake_direction");
}

BOOST_AUTO_TEST_CASE(a_routed_message_in_anothers_name_is_refused) {
  auto frame = message(w.service(), payload_maker{}.node(9, 9));
  frame.operation = op::routed_message;
  frame.payload += mallory->peer_id() + std::string{text_message("hello")};
  check_breach(frame, "routed_message");
}

BOOST_AUTO_TEST_CASE(a_down_message_about_another_nodes_actor_is_refused) {
  auto frame = frame_of(op::down_message, payload_maker{}.node(9, 9));
  frame.payload += mallory->peer_id() + std::string{an_error()};
  frame.source = 1;
  check_breach(frame, "foreign_down");
}

BOOST_AUTO_TEST_CASE(a_monitor_in_anothers_name_is_refused) {
  auto frame = frame_of(op::monitor_message, payload_maker{}.node(9, 9));
  frame.payload += mallory->peer_id();
  frame.dest = w.service();
  check_breach(frame, "foreign_monitor");
}

BOOST_AUTO_TEST_CASE(a_monitor_of_a_hidden_actor_is_dropped) {
  auto frame = frame_of(op::monitor_message, mallory->id_pair());
  frame.dest = w.hidden();
  check_dropped(frame, "monitor_of_unknown_actor");
}

BOOST_AUTO_TEST_CASE(the_config_server_is_out_of_reach) {
  auto frame = message(named(caf::atom("ConfigServ")), text_message("x"), 5);
  frame.flags = 1;
  check_breach(frame, "named_receiver");
}

BOOST_AUTO_TEST_CASE(the_greeting_of_the_spawn_server_is_dropped) {
  auto frame = message(named(caf::atom("SpawnServ")), text_message("x"), 5);
  frame.flags = 1;
  check_dropped(frame, "spawn_server_greeting");
}

BOOST_AUTO_TEST_CASE(an_unknown_kind_of_frame_is_refused) {
  check_breach(frame_of(0x77, "x"), "unknown_frame");
}

BOOST_AUTO_TEST_CASE(a_heartbeat_with_a_payload_is_refused) {
  check_breach(frame_of(op::heartbeat, "x"), "malformed_frame");
}

BOOST_AUTO_TEST_CASE(a_request_to_a_hidden_actor_is_answered_not_authorized) {
  auto before = w.refusals("unexported_actor");
  auto& peer = *mallory;
  BOOST_TEST(peer.send(message(w.hidden(), text_message("x"), 5)));
  auto answer = peer.next(op::direct_message);
  BOOST_REQUIRE(answer);
  BOOST_TEST(mid::answers(answer->data, 5));
  BOOST_TEST(answer->payload.find("@error") != std::string::npos);
  BOOST_TEST(answer->payload.find("unexported_actor") != std::string::npos);
  BOOST_TEST(w.refused("unexported_actor", before));
  check_lives();
}

BOOST_AUTO_TEST_CASE(a_message_to_a_hidden_actor_is_dropped) {
  check_dropped(message(w.hidden(), text_message("x")), "unexported_actor");
}

BOOST_AUTO_TEST_CASE(an_answer_that_nobody_asked_for_is_dropped) {
  for (auto actor : {w.service(), w.hidden()})
    check_dropped(message(actor, text_message("x"), mid::response | 5),
                  "response_without_request");
}

BOOST_AUTO_TEST_CASE(a_request_is_answered_once) {
  auto answers = w.target().stats()["answers"];
  auto& peer = *mallory;
  BOOST_TEST(peer.send(message(w.service(), text_message("call back"), 5)));
  auto request = peer.next(op::direct_message);
  while (request && (request->data & mid::response) != 0)
    request = peer.next(op::direct_message);
  BOOST_REQUIRE(request);
  auto answer = message(request->source, text_message("here"),
                        request->data | mid::response);
  BOOST_TEST(peer.send(answer));
  check_dropped(answer, "response_without_request");
  BOOST_TEST(
    eventually([&] { return w.target().stats()["answers"] == answers + 1; }));
}

BOOST_AUTO_TEST_CASE(a_stream_message_is_refused) {
  check_breach(message(w.service(), text_message("x"), 0x2000000000000001u),
               "stream_message");
}

BOOST_AUTO_TEST_CASE(a_frame_in_many_pieces_is_understood) {
  auto& peer = *mallory;
  auto bytes = message(w.service(), text_message("x"), 5).bytes();
  for (auto& byte : bytes)
    BOOST_TEST(peer.tls().send({&byte, 1}));
  auto answer = peer.next(op::direct_message);
  BOOST_REQUIRE(answer);
  BOOST_TEST(mid::answers(answer->data, 5));
}

BOOST_AUTO_TEST_SUITE_END()
