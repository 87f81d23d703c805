#include "wire/frame_codec.hpp"
#include "wire/health_codec.hpp"
#include "wire/record_codec.hpp"
#include "world.hpp"

using namespace aegis;
using namespace aegis::test;

namespace {

struct fixture : peers_fixture {
  fixture() {
    start();
    node("a");
    link_up("a");
  }

  remote_node& a() {
    return nodes["a"];
  }

  reply_ptr<ping_result> ping(const std::string& id = "a") {
    return ask<ping_result>(peers, ping_request{id});
  }

  reply_ptr<node_info> info_of(const std::string& id = "a") {
    return ask<node_info>(peers, peer_node_info_request{id});
  }

  reply_ptr<health> health_of(const std::string& id = "a") {
    return ask<health>(peers, peer_health_request{id});
  }

  template <class Message>
  void answer_with(Message x) {
    a().log->answer = [=](const frame&) { return wire::pack(x); };
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(peers_round_trips, fixture)

BOOST_AUTO_TEST_CASE(a_ping_measures_the_time_to_the_pong) {
  auto asked = ping();
  BOOST_REQUIRE(a().log->frames.size() == 1u);
  auto sent = wire::unpack<v1::Ping>(a().log->frames[0]);
  BOOST_REQUIRE(sent);
  BOOST_TEST(sent->sender() == "here");
  BOOST_TEST(sent->timestamp_ms() == now().time_since_epoch().count());
  pass(30ms);
  a().release(wire::pack(v1::Pong{}));
  run();
  BOOST_REQUIRE(asked->value);
  BOOST_CHECK(asked->value->round_trip == 30ms);
}

BOOST_AUTO_TEST_CASE(health_is_asked_of_the_peer) {
  v1::Health tired;
  tired.set_status(v1::HEALTH_STATUS_UNHEALTHY);
  tired.set_message("tired");
  answer_with(tired);
  auto asked = health_of();
  BOOST_REQUIRE(asked->value);
  BOOST_CHECK(asked->value->status == health_status::unhealthy);
  BOOST_TEST(asked->value->message == "tired");
}

BOOST_AUTO_TEST_CASE(a_record_is_asked_of_the_peer) {
  answer_with(wire::to_wire(record_of("a")));
  auto asked = info_of();
  BOOST_REQUIRE(asked->value);
  BOOST_CHECK(*asked->value == record_of("a"));
}

BOOST_AUTO_TEST_CASE(a_peer_answers_for_itself_only) {
  answer_with(wire::to_wire(record_of("b")));
  BOOST_CHECK(info_of()->error.code == ec::not_authorized);
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_none_is_an_error) {
  a().log->answer = [](const frame&) {
    return frame{frame_kind::pong, "\xff\xff"};
  };
  BOOST_CHECK(ping()->error.code == ec::malformed_message);
  a().log->answer = [](const frame&) { return frame{frame_kind::health, {}}; };
  BOOST_CHECK(ping()->error.code == ec::unsupported);
  a().log->answer = [](const frame&) {
    return frame{frame_kind::pong, std::string(1u << 20, 'x')};
  };
  BOOST_CHECK(ping()->error.code == ec::payload_too_large);
  auto bad = wire::to_wire(record_of("a"));
  bad.set_name("two\nlines");
  answer_with(bad);
  BOOST_CHECK(info_of()->error.code == ec::malformed_message);
}

BOOST_AUTO_TEST_CASE(an_error_of_the_peer_reaches_who_asked) {
  a().log->answer = [](const frame&) -> caf::result<frame> {
    return make_error(ec::not_authorized, "not you");
  };
  auto asked = ping();
  BOOST_CHECK(asked->error.code == ec::not_authorized);
  BOOST_TEST(asked->error.text == "peer a: not you");
}

BOOST_AUTO_TEST_CASE(an_answer_in_no_frame_is_an_error) {
  a().log->answer = [](const frame&) -> caf::result<frame> {
    return caf::make_error(caf::sec::unexpected_message);
  };
  auto asked = ping();
  BOOST_CHECK(asked->error.code == ec::unsupported);
  BOOST_TEST(asked->error.text.find("peer a") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(silence_ends_with_the_deadline) {
  auto asked = ping();
  pass(defaults::ping_timeout - 20ms);
  BOOST_TEST(asked->answers == 0);
  pass(40ms);
  BOOST_TEST(asked->answers == 1);
  BOOST_CHECK(asked->error.code == ec::deadline);
  BOOST_TEST(asked->error.text.find("peer a") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_lost_connection_ends_it_at_once) {
  auto asked = ping();
  link_down("a", {ec::peer_lost, "reset by peer"});
  BOOST_TEST(asked->answers == 1);
  BOOST_CHECK(asked->error.code == ec::peer_lost);
  BOOST_TEST(asked->error.text.find("reset by peer") != std::string::npos);
  a().release(wire::pack(v1::Pong{})); // too late
  run();
  BOOST_TEST(asked->answers == 1);
}

BOOST_AUTO_TEST_CASE(who_is_not_connected_is_not_asked) {
  BOOST_CHECK(ping("nobody")->error.code == ec::unknown_node);
  add("b", "127.0.0.1:2");
  BOOST_CHECK(ping("b")->error.code == ec::not_connected);
  BOOST_CHECK(health_of("b")->error.code == ec::not_connected);
  BOOST_CHECK(info_of("b")->error.code == ec::not_connected);
}

BOOST_AUTO_TEST_CASE(one_question_too_many_is_refused) {
  for (std::size_t i = 0; i < defaults::open_frames_max; ++i)
    caf::anon_send(peers, ping_request{"a"});
  run();
  BOOST_TEST(a().log->held.size() == defaults::open_frames_max);
  BOOST_CHECK(ping()->error.code == ec::overloaded);
  a().release(wire::pack(v1::Pong{}));
  run();
  BOOST_TEST(ping()->answers == 0);
}

BOOST_AUTO_TEST_SUITE_END()
