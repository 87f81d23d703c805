#include "transport/link_guard.hpp"

#include "payload_maker.hpp"

#include <caf/atom.hpp>

#include <boost/test/unit_test.hpp>

using namespace aegis::transport;

using aegis::test::make_node;
using aegis::test::payload_maker;

namespace {

constexpr std::uint64_t exported_actor = 11;
constexpr std::uint64_t other_actor = 12;
constexpr std::uint64_t async = 0x1000000000000000u;
constexpr std::uint64_t response = 0x8000000000000000u;

/// A guard of an accepted connection, our node being (1, 1), the peer (2, 2).
struct fixture {
  export_table exports;
  bool id_is_free = true;
  link_guard guard{{false, 1000, make_node(1, 1), &exports,
                    [this](const caf::node_id&) { return id_is_free; }}};

  fixture() {
    exports.add(exported_actor);
  }

  link_guard::verdict handshake(std::uint32_t process, std::uint8_t host) {
    return in(frame_op::client_handshake, payload_maker{}.node(process, host));
  }

  link_guard::verdict in(frame_op op, const std::string& payload,
                         std::uint64_t mid = 0, std::uint64_t dest = 0,
                         std::uint64_t source = 0, std::uint8_t flags = 0) {
    frame_header x;
    x.op = op;
    x.flags = flags;
    x.payload_bytes = static_cast<std::uint32_t>(payload.size());
    x.operation_data = mid;
    x.source_actor = source;
    x.dest_actor = dest;
    auto result = guard.check_header(x);
    return result.what == link_guard::action::pass
             ? guard.check_incoming(x, payload)
             : result;
  }

  link_guard::verdict message(std::uint64_t dest, std::uint64_t mid = async,
                              const char* types = "@<>+@i32") {
    return in(frame_op::direct_message, payload_maker{}.message(types), mid,
              dest, 99);
  }

  void send_request(std::uint64_t sender, std::uint64_t request) {
    frame_header x;
    x.op = frame_op::direct_message;
    x.operation_data = request;
    x.source_actor = sender;
    x.dest_actor = 50;
    std::string payload = payload_maker{}.message("@<>+@i32");
    BOOST_REQUIRE(
      (guard.check_outgoing(x, payload).what == link_guard::action::pass));
  }
};

bool passes(const link_guard::verdict& x) {
  return x.what == link_guard::action::pass;
}

bool swallows(const link_guard::verdict& x) {
  return x.what == link_guard::action::swallow;
}

bool closes(const link_guard::verdict& x) {
  return x.what == link_guard::action::close;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(link_guard_suite, fixture)

BOOST_AUTO_TEST_CASE(a_handshake_may_repeat_under_the_same_id_only) {
  BOOST_TEST(passes(handshake(2, 2)));
  BOOST_TEST(passes(handshake(2, 2)));
  BOOST_TEST(closes(handshake(3, 3)));
}

BOOST_AUTO_TEST_CASE(an_id_that_is_taken_or_ours_is_refused) {
  BOOST_TEST(closes(handshake(1, 1)));
  id_is_free = false;
  BOOST_TEST(closes(handshake(2, 2)));
}

BOOST_AUTO_TEST_CASE(the_accepting_side_takes_no_server_handshake) {
  BOOST_TEST(
    closes(in(frame_op::server_handshake, payload_maker{}.node(2, 2))));
}

BOOST_AUTO_TEST_CASE(nothing_passes_before_the_handshake) {
  BOOST_TEST(closes(message(exported_actor)));
}

BOOST_AUTO_TEST_CASE(a_header_announcing_too_much_is_refused) {
  frame_header x;
  x.op = frame_op::direct_message;
  x.payload_bytes = 1000;
  BOOST_TEST(closes(guard.check_header(x))); // before the handshake
  handshake(2, 2);
  x.payload_bytes = 0xFFFFFFFF;
  BOOST_TEST(closes(guard.check_header(x)));
  x.payload_bytes = 1000;
  BOOST_TEST(passes(guard.check_header(x)));
}

BOOST_AUTO_TEST_CASE(routed_messages_and_unknown_frames_are_refused) {
  handshake(2, 2);
  BOOST_TEST(closes(in(frame_op::routed_message, "x", async, exported_actor)));
  BOOST_TEST(closes(in(static_cast<frame_op>(77), "x")));
}

BOOST_AUTO_TEST_CASE(messages_reach_exported_actors_only) {
  handshake(2, 2);
  BOOST_TEST(passes(message(exported_actor)));
  BOOST_TEST(passes(message(exported_actor, 5)));
  BOOST_TEST(swallows(message(other_actor)));
  auto request = message(other_actor, 5);
  BOOST_TEST((request.what == link_guard::action::bounce));
  BOOST_TEST((request.code == aegis::ec::not_authorized));
}

BOOST_AUTO_TEST_CASE(a_call_that_crosses_a_withdrawal_is_told_so) {
  handshake(2, 2);
  exports.remove(exported_actor);
  auto request = message(exported_actor, 5);
  BOOST_TEST((request.what == link_guard::action::bounce));
  BOOST_TEST((request.code == aegis::ec::peer_lost));
}

BOOST_AUTO_TEST_CASE(responses_need_an_open_request) {
  handshake(2, 2);
  BOOST_TEST(swallows(message(7, response | 5)));
  send_request(7, 5);
  BOOST_TEST(swallows(message(7, response | 6)));
  BOOST_TEST(passes(message(7, response | 5)));
  BOOST_TEST(swallows(message(7, response | 5)));
}

BOOST_AUTO_TEST_CASE(an_actor_that_sent_a_request_is_not_exported_by_that) {
  handshake(2, 2);
  send_request(7, 5);
  BOOST_TEST(swallows(message(7)));
}

BOOST_AUTO_TEST_CASE(stream_ids_stages_and_system_messages_are_refused) {
  handshake(2, 2);
  BOOST_TEST(closes(message(exported_actor, 0x2000000000000000u)));
  BOOST_TEST(closes(message(exported_actor, 0x3000000000000001u)));
  BOOST_TEST(closes(message(exported_actor, async, "@<>+@exit")));
  BOOST_TEST(closes(message(exported_actor, 5, "@<>+@error")));
}

BOOST_AUTO_TEST_CASE(named_receivers_are_refused_but_for_the_greeting) {
  handshake(2, 2);
  auto to = [&](caf::atom_value x) {
    return in(frame_op::direct_message, payload_maker{}.message("@<>+@i32"),
              async, static_cast<std::uint64_t>(x), 99,
              frame_header::named_receiver_flag);
  };
  BOOST_TEST(swallows(to(caf::atom("SpawnServ"))));
  BOOST_TEST(closes(to(caf::atom("ConfigServ"))));
}

BOOST_AUTO_TEST_CASE(monitors_and_downs_speak_for_the_peer_alone) {
  handshake(2, 2);
  auto pair = [](std::uint32_t source, std::uint32_t dest) -> std::string {
    return payload_maker{}
      .node(source, static_cast<std::uint8_t>(source))
      .node(dest, static_cast<std::uint8_t>(dest));
  };
  auto monitor = [&](const std::string& payload, std::uint64_t actor) {
    return in(frame_op::monitor_message, payload, 0, actor);
  };
  BOOST_TEST(passes(monitor(pair(2, 1), exported_actor)));
  BOOST_TEST(swallows(monitor(pair(2, 1), other_actor)));
  BOOST_TEST(closes(monitor(pair(3, 1), exported_actor)));
  BOOST_TEST(closes(monitor(pair(2, 3), exported_actor)));
  BOOST_TEST(passes(in(frame_op::down_message, pair(2, 1), 0, 0, 99)));
  BOOST_TEST(closes(in(frame_op::down_message, pair(3, 1), 0, 0, 99)));
}

BOOST_AUTO_TEST_CASE(the_error_in_a_down_is_judged_as_a_payload_is) {
  handshake(2, 2);
  auto down = [&](const char* types) {
    auto payload
      = payload_maker{}.node(2, 2).node(1, 1).number(std::uint16_t{0});
    return in(frame_op::down_message, payload.text(types), 0, 0, 99);
  };
  BOOST_TEST(passes(down("@<>+@i32")));
  BOOST_TEST(closes(down("@<>+@group")));
}

BOOST_AUTO_TEST_CASE(requests_of_both_sides_are_in_flight_until_answered) {
  constexpr std::uint64_t response = 0x8000000000000000u;
  auto answer = [&](std::uint64_t request) {
    frame_header x;
    x.op = frame_op::direct_message;
    x.operation_data = request | response;
    std::string payload = payload_maker{}.message("@<>+@i32");
    BOOST_TEST(passes(guard.check_outgoing(x, payload)));
  };
  handshake(2, 2);
  send_request(7, 5);
  BOOST_TEST(guard.in_flight() == 1u);
  message(exported_actor, 6);
  message(other_actor, 8); // refused, but not answered yet
  message(exported_actor); // wants no answer
  BOOST_TEST(guard.in_flight() == 3u);
  answer(6);
  answer(8);
  BOOST_TEST(guard.in_flight() == 1u);
  message(7, 5 | response);
  BOOST_TEST(guard.in_flight() == 0u);
}

BOOST_AUTO_TEST_CASE(routed_messages_do_not_leave) {
  frame_header x;
  x.op = frame_op::routed_message;
  BOOST_TEST((guard.check_outgoing(x, "x").code == aegis::ec::unsupported));
}

BOOST_AUTO_TEST_CASE(what_the_peer_would_refuse_does_not_leave) {
  frame_header x;
  x.op = frame_op::direct_message;
  x.operation_data = 5;
  x.source_actor = 7;
  std::string exit = payload_maker{}.message("@<>+@exit");
  BOOST_TEST((guard.check_outgoing(x, exit).code == aegis::ec::unsupported));
  BOOST_TEST((guard.check_outgoing(x, std::string(1001, 0)).code
              == aegis::ec::payload_too_large));
}

BOOST_AUTO_TEST_CASE(the_peer_knows_whom_it_was_told_of_until_the_end) {
  handshake(2, 2);
  frame_header x;
  x.op = frame_op::direct_message;
  x.source_actor = 20;
  std::string payload = payload_maker{}
                          .message("@<>+@actorvec")
                          .size(2)
                          .number(std::uint64_t{21})
                          .node(1, 1)
                          .number(std::uint64_t{22})
                          .node(3, 3);
  BOOST_TEST(!guard.knows(20));
  BOOST_TEST(passes(guard.check_outgoing(x, payload)));
  BOOST_TEST(guard.knows(exported_actor));
  BOOST_TEST(guard.knows(20));
  BOOST_TEST(guard.knows(21));
  BOOST_TEST(!guard.knows(22));
  x.op = frame_op::down_message;
  std::string down
    = payload_maker{}.node(1, 1).node(2, 2).number(std::uint8_t{0});
  BOOST_TEST(passes(guard.check_outgoing(x, down)));
  BOOST_TEST(!guard.knows(20));
}

BOOST_AUTO_TEST_CASE(
  a_reason_of_death_that_the_peer_would_refuse_does_not_leave) {
  frame_header x;
  x.op = frame_op::down_message;
  auto down = [&](const std::string& text) {
    std::string payload = payload_maker{}
                            .node(1, 1)
                            .node(2, 2)
                            .number(std::uint8_t{1})
                            .number(std::uint64_t{1})
                            .number(std::uint16_t{0})
                            .text("@<>+@str")
                            .text(text);
    return guard.check_outgoing(x, payload).what;
  };
  BOOST_TEST((down("killed") == link_guard::action::pass));
  BOOST_TEST((down("a+@exit") == link_guard::action::bounce));
  BOOST_TEST((down(std::string(70'000, 'x')) == link_guard::action::bounce));
}

BOOST_AUTO_TEST_CASE(any_bytes_are_judged_without_harm) {
  handshake(2, 2);
  std::uint64_t seed = 1;
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes(static_cast<std::size_t>(seed % 80), 0);
    for (auto& c : bytes)
      c = static_cast<char>(
        (seed = seed * 6364136223846793005u + 1442695040888963407u) >> 56);
    auto op = static_cast<frame_op>((seed >> 40) % 8);
    in(op, bytes, seed, seed >> 20, seed >> 30,
       static_cast<std::uint8_t>(seed >> 50));
    seed = seed * 6364136223846793005u + 1;
  }
  BOOST_TEST((guard.bound_id() == make_node(2, 2)));
}

BOOST_AUTO_TEST_SUITE_END()
