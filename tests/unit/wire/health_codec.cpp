#include "wire/health_codec.hpp"

#include "samples.hpp"

#include <chrono>
#include <string>

using namespace aegis;
using namespace std::chrono_literals;

namespace {

/// What the asking node gets.
outcome<health> over_the_wire(const health& x) {
  auto message = wire::unpack<v1::Health>(wire::pack(wire::to_wire(x)));
  if (!message)
    return std::move(message).error();
  return wire::from_wire(*message);
}

health unhealthy(std::string message, std::string error) {
  return {health_status::unhealthy, std::move(message), std::move(error),
          timestamp_ms{1'700'000'000'000ms}};
}

} // namespace

BOOST_AUTO_TEST_SUITE(health_codec)

BOOST_AUTO_TEST_CASE(health_arrives_as_it_was_sent) {
  for (auto status : {health_status::unknown, health_status::healthy,
                      health_status::unhealthy}) {
    auto sent = unhealthy("tired", "disk: full \xe2\x82\xac");
    sent.status = status;
    auto got = over_the_wire(sent);
    BOOST_REQUIRE(got);
    BOOST_CHECK(got->status == status);
    BOOST_TEST(got->message == sent.message);
    BOOST_TEST(got->error == sent.error);
    BOOST_CHECK(got->last_checked == sent.last_checked);
  }
}

BOOST_AUTO_TEST_CASE(an_unknown_status_becomes_unknown) {
  for (int number : {-1, 3, 256, 257}) {
    auto message = test::sample_health();
    message.set_status(static_cast<v1::HealthStatus>(number));
    auto parsed = wire::unpack<v1::Health>(wire::pack(message));
    BOOST_REQUIRE(parsed);
    BOOST_CHECK(wire::from_wire(*parsed).status == health_status::unknown);
  }
}

BOOST_AUTO_TEST_CASE(text_that_is_not_utf8_still_arrives) {
  auto got = over_the_wire(unhealthy("caf\xe9", "no such file: \xff\xfe"));
  BOOST_REQUIRE_MESSAGE(got, test::text_of(got));
  BOOST_TEST(got->message == "caf?");
  BOOST_TEST(got->error == "no such file: ??");
}

BOOST_AUTO_TEST_CASE(control_characters_become_spaces) {
  auto got = over_the_wire(unhealthy("two\nlines", "\x1b[2J and \xc2\x9b"
                                                   "2J"));
  BOOST_REQUIRE_MESSAGE(got, test::text_of(got));
  BOOST_TEST(got->message == "two lines");
  BOOST_TEST(got->error == " [2J and   2J");
}

BOOST_AUTO_TEST_CASE(a_long_text_is_cut_at_a_character) {
  constexpr auto max = defaults::frame_text_max_bytes;
  for (std::size_t shift = 0; shift < 4; ++shift) {
    std::string text(shift, 'x');
    while (text.size() <= max + 8)
      text += "\xf0\x9f\x98\x80";
    auto got = over_the_wire(unhealthy(text, {}));
    BOOST_REQUIRE_MESSAGE(got, test::text_of(got));
    BOOST_TEST(got->message.size() > max - 4);
    BOOST_TEST(got->message.size() <= max);
    BOOST_TEST(text.compare(0, got->message.size(), got->message) == 0);
  }
}

BOOST_AUTO_TEST_CASE(a_long_text_of_no_characters_is_cut_all_the_same) {
  constexpr auto max = defaults::frame_text_max_bytes;
  auto got = over_the_wire(unhealthy(std::string(max + 100, '\x80'), {}));
  BOOST_REQUIRE_MESSAGE(got, test::text_of(got));
  BOOST_TEST(got->message == std::string(max, '?'));
}

BOOST_AUTO_TEST_CASE(a_text_of_the_maximum_is_not_cut) {
  std::string text(defaults::frame_text_max_bytes, 'x');
  auto got = over_the_wire(unhealthy(text, text));
  BOOST_REQUIRE_MESSAGE(got, test::text_of(got));
  BOOST_TEST(got->message == text);
  BOOST_TEST(got->error == text);
}

BOOST_AUTO_TEST_CASE(a_time_that_no_clock_can_show_is_refused) {
  for (auto ms : {std::numeric_limits<std::int64_t>::max(),
                  std::numeric_limits<std::int64_t>::min(), std::int64_t{-1}}) {
    auto message = test::sample_health();
    message.set_last_checked_ms(ms);
    AEGIS_CHECK_FAULT(wire::unpack<v1::Health>(wire::pack(message)),
                      ec::malformed_message, "last_checked_ms");
  }
}

BOOST_AUTO_TEST_SUITE_END()
