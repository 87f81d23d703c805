#include "wire/check.hpp"

#include "samples.hpp"

#include <limits>
#include <string>

using namespace aegis;
using namespace aegis::wire;

BOOST_AUTO_TEST_SUITE(checks)

BOOST_AUTO_TEST_CASE(a_text_may_have_exactly_its_maximum) {
  AEGIS_CHECK_OK(check_text("name", std::string(8, 'x'), 8));
  AEGIS_CHECK_FAULT(check_text("name", std::string(9, 'x'), 8),
                    ec::malformed_message, "name: 9 bytes, at most 8");
}

BOOST_AUTO_TEST_CASE(the_maximum_counts_bytes) {
  AEGIS_CHECK_OK(check_text("name", "\xc3\xa9\xc3\xa9", 4));
  AEGIS_CHECK_FAULT(check_text("name", "\xc3\xa9\xc3\xa9", 3),
                    ec::malformed_message, "name");
}

BOOST_AUTO_TEST_CASE(a_text_is_utf8_without_control_characters) {
  AEGIS_CHECK_FAULT(check_text("name", "a\xff", 8), ec::malformed_message,
                    "name: not UTF-8: \"a\\xff\"");
  AEGIS_CHECK_FAULT(check_text("name", "a\x1b[2J", 8), ec::malformed_message,
                    "name: control characters in \"a\\x1b[2J\"");
  AEGIS_CHECK_FAULT(check_text("name",
                               "a\xc2\x9b"
                               "2J",
                               8),
                    ec::malformed_message, "name: control characters");
  AEGIS_CHECK_FAULT(check_text("name", std::string("a\0b", 3), 8),
                    ec::malformed_message, "name: control characters");
}

BOOST_AUTO_TEST_CASE(a_count_may_have_exactly_its_maximum) {
  AEGIS_CHECK_OK(check_count("labels", 3, 3));
  AEGIS_CHECK_FAULT(check_count("labels", 4, 3), ec::malformed_message,
                    "labels: 4 elements, at most 3");
}

BOOST_AUTO_TEST_CASE(a_time_fits_into_the_clock) {
  AEGIS_CHECK_OK(check_time("joined", 0));
  AEGIS_CHECK_OK(check_time("joined", time_max_ms));
  AEGIS_CHECK_FAULT(check_time("joined", -1), ec::malformed_message, "joined");
  AEGIS_CHECK_FAULT(check_time("joined", time_max_ms + 1),
                    ec::malformed_message, "joined");
  std::chrono::milliseconds last{time_max_ms};
  BOOST_TEST(std::chrono::nanoseconds{last}.count() > 0);
  BOOST_TEST(time_max_ms
             == std::numeric_limits<std::int64_t>::max() / 1'000'000);
}

BOOST_AUTO_TEST_CASE(the_first_fault_ends_the_checks) {
  auto ran = 0;
  auto good = [&]() -> outcome<done> {
    ++ran;
    return done{};
  };
  auto bad = [&]() -> outcome<done> {
    ++ran;
    return fault{ec::malformed_message, "second"};
  };
  auto result = check_all(good, bad, good, good);
  AEGIS_CHECK_FAULT(result, ec::malformed_message, "second");
  BOOST_TEST(ran == 2);
  AEGIS_CHECK_OK(check_all(good));
}

BOOST_AUTO_TEST_SUITE_END()
