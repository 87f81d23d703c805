// A member that may not call a service, and tries the ways around its guard.

#include "member_attack.hpp"

#include "actors/services/envelope.hpp"
#include "wire/frame_codec.hpp"

#include <optional>

using namespace aegis;
using namespace aegis::test;

namespace {

constexpr std::string_view frame_type = "@<>+aegis.frame";

/// Where the service's guard is, as the target's endpoint says.
std::uint64_t guard_of(raw_peer& peer) {
  v1::ServiceRequest request;
  request.set_name("ruled");
  request.set_version("v1");
  auto answer = peer.answer_to(
    peer.endpoint(),
    payload_maker{}
      .message(frame_type)
      .number(static_cast<std::uint16_t>(frame_kind::service_request))
      .text(request.SerializeAsString()));
  std::string head = payload_maker{}
                       .message(frame_type)
                       .number(static_cast<std::uint16_t>(frame_kind::service))
                       .size(0);
  BOOST_REQUIRE(answer.size() > head.size());
  v1::ServiceReference found;
  BOOST_REQUIRE(found.ParseFromString(answer.substr(head.size())));
  BOOST_REQUIRE(found.actor() != 0u);
  return found.actor();
}

struct rule_attack : member_attack {
  std::uint64_t guard = 0;

  void setup() {
    member_attack::setup();
    guard = guard_of(*mallory);
  }

  void check_denied(const std::string& payload) {
    auto answer = mallory->answer_to(guard, payload);
    BOOST_TEST(answer.find("@error") != answer.npos);
    BOOST_TEST(answer.find("rules of the node do not permit") != answer.npos,
               answer);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(rules, rule_attack)

BOOST_AUTO_TEST_CASE(others_may_call) {
  auto eve = w.join("eve");
  BOOST_TEST((eve.ask(guard_of(eve), "hello") == "eve"));
}

BOOST_AUTO_TEST_CASE(a_call_is_denied) {
  check_denied(text_message("hello"));
  check_denied(payload_maker{}.message("@<>"));
  check_denied(payload_maker{}.message("@<>+@i32").number(std::int32_t{1}));
  check_lives();
}

BOOST_AUTO_TEST_CASE(an_envelope_opens_nothing) {
  detail::call_envelope x;
  x.time_left = std::chrono::hours{1};
  x.idempotent = true;
  x.attempt = 7;
  x.key = "eve";
  check_denied(payload_maker{}
                 .message("@<>+@str+@str")
                 .text("hello")
                 .text(detail::encode(x)));
  check_lives();
}

BOOST_AUTO_TEST_CASE(a_one_way_message_is_dropped) {
  BOOST_TEST(mallory->send(message(guard, text_message("hello"))));
  check_lives();
}

BOOST_AUTO_TEST_CASE(an_answer_is_dropped) {
  check_dropped(message(guard, text_message("hello"), mid::response | 5),
                "response_without_request");
}

BOOST_AUTO_TEST_CASE(the_actor_behind_the_guard_is_not_found_by_guessing) {
  constexpr std::uint64_t range = 40;
  auto first = guard > range ? guard - range : 1;
  for (auto id = first; id < guard + range; ++id) {
    if (id == guard || id == w.service() || id == mallory->endpoint())
      continue;
    auto answer = mallory->answer_to(id, text_message("hello"));
    // An own service of the node has no secrets from members.
    BOOST_TEST((answer.find("unexported_actor") != answer.npos
                || answer.find("not_authorized") != answer.npos
                || answer.find("unexpected_message") != answer.npos
                || answer.find("mallory:hello") != answer.npos),
               id << ": " << answer);
  }
  check_lives();
}

BOOST_AUTO_TEST_SUITE_END()
