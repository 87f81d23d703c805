#include "actors/services/envelope.hpp"

#include "actors/services/enveloped_content.hpp"
#include "actors/services/guarded_content.hpp"
#include "mesh/random.hpp"

#include <caf/make_message.hpp>

#include <boost/test/unit_test.hpp>

using namespace aegis;
using namespace aegis::detail;
using namespace std::chrono_literals;

namespace {

call_envelope full() {
  call_envelope x;
  x.time_left = 1234567us;
  x.idempotent = true;
  x.attempt = 3;
  x.key = "user-17";
  x.trace = {0x0123456789ABCDEF, 0xFEDCBA9876543210};
  return x;
}

void check_equal(const call_envelope& x, const call_envelope& y) {
  BOOST_TEST(x.time_left.count() == y.time_left.count());
  BOOST_TEST(x.idempotent == y.idempotent);
  BOOST_TEST(x.attempt == y.attempt);
  BOOST_TEST(x.key == y.key);
  BOOST_TEST((x.trace == y.trace));
}

} // namespace

BOOST_AUTO_TEST_SUITE(the_envelope)

BOOST_AUTO_TEST_CASE(comes_out_as_it_went_in) {
  for (auto& x : {full(), call_envelope{}}) {
    auto read = decode_envelope(encode(x));
    BOOST_REQUIRE(read);
    check_equal(*read, x);
  }
}

BOOST_AUTO_TEST_CASE(bytes_are_frozen) {
  call_envelope x;
  x.time_left = 300us;
  x.idempotent = true;
  BOOST_TEST(encode(x)
             == std::string("\xAE"
                            "ac\x01\x01\xAC\x02\x00",
                            8));
}

BOOST_AUTO_TEST_CASE(usual_one_needs_no_allocation) {
  call_envelope x;
  x.time_left = 30s;
  BOOST_TEST(encode(x).size() <= 15u);
}

BOOST_AUTO_TEST_CASE(time_that_is_up_is_zero_and_no_time_is_beyond_a_year) {
  call_envelope x;
  x.time_left = -5s;
  BOOST_TEST(decode_envelope(encode(x))->time_left.count() == 0);
  x.time_left = std::chrono::microseconds::max();
  BOOST_TEST((decode_envelope(encode(x))->time_left <= defaults::wait_max));
}

BOOST_AUTO_TEST_CASE(too_long_a_key_stays_behind) {
  auto x = full();
  x.key = std::string(envelope_key_max_bytes + 1, 'k');
  BOOST_TEST(decode_envelope(encode(x))->key.empty());
}

BOOST_AUTO_TEST_CASE(what_a_later_version_appends_is_skipped) {
  check_equal(*decode_envelope(encode(full()) + "more"), full());
}

BOOST_AUTO_TEST_CASE(texts_of_users_are_no_envelopes) {
  for (auto x : {"", "x", "hello", "\xAE",
                 "\xAE"
                 "ac"})
    BOOST_TEST(!decode_envelope(x));
}

BOOST_AUTO_TEST_CASE(cut_and_mutated_bytes_do_no_harm) {
  auto bytes = encode(full());
  for (std::size_t n = 0; n < bytes.size(); ++n)
    BOOST_TEST(!decode_envelope(bytes.substr(0, n)));
  mesh::random_source random{5};
  for (int i = 0; i < 20'000; ++i) {
    auto x = bytes;
    for (int k = 0; k < 3; ++k)
      x[4 + random.below(x.size() - 4)] = static_cast<char>(random.next());
    if (auto read = decode_envelope(x))
      BOOST_REQUIRE(read->key.size() <= envelope_key_max_bytes);
  }
}

// -- around a message --------------------------------------------------------

BOOST_AUTO_TEST_CASE(message_has_one_more_value) {
  auto payload = caf::make_message(std::string{"Ada"}, 36, 1.5);
  auto x = enveloped_content::make(payload, encode(full()));
  BOOST_TEST((x.match_elements<std::string, int, double, std::string>()));
  auto same = caf::make_message(std::string{}, 0, 0.0, std::string{});
  BOOST_TEST(x.type_token() == same.type_token());
  BOOST_TEST(x.get_as<std::string>(0) == "Ada");
  BOOST_TEST(x.get_as<int>(1) == 36);
  check_equal(*decode_envelope(x.get_as<std::string>(3)), full());
}

BOOST_AUTO_TEST_CASE(empty_message_can_have_an_envelope) {
  auto x = enveloped_content::make({}, encode(full()));
  BOOST_TEST(x.size() == 1u);
  BOOST_TEST((x.match_elements<std::string>()));
}

BOOST_AUTO_TEST_CASE(attempts_share_the_payload_but_do_not_change_it) {
  auto payload = caf::make_message(std::string{"Ada"});
  auto x = enveloped_content::make(payload, "1");
  auto y = enveloped_content::make(payload, "2");
  BOOST_TEST(x.get(0) == y.get(0));
  x.force_unshare();
  x.get_mutable_as<std::string>(0) = "Bob";
  BOOST_TEST(y.get_as<std::string>(0) == "Ada");
  BOOST_TEST(payload.get_as<std::string>(0) == "Ada");
}

BOOST_AUTO_TEST_CASE(content_without_envelope_looks_like_the_payload) {
  auto payload = caf::make_message(std::string{"Ada"}, 36);
  auto x = enveloped_content::make(payload, "1");
  guarded_content y{x.content(), 2};
  BOOST_TEST((y.match_elements<std::string, int>()));
  BOOST_TEST(y.type_token() == payload.type_token());
}

BOOST_AUTO_TEST_SUITE_END()
