#include "samples.hpp"
#include "wire/signed_record_codec.hpp"

#include <string>

using namespace aegis;

namespace {

const timestamp_ms later{std::chrono::milliseconds{1'800'000'000'000}};

} // namespace

BOOST_AUTO_TEST_SUITE(signed_records)

BOOST_AUTO_TEST_CASE(the_bytes_of_a_record_are_those_of_its_message) {
  auto message = test::sample_signed_record();
  auto record = wire::from_wire(message);
  BOOST_REQUIRE(record);
  BOOST_TEST((*record)->accusations.size() == 2u);
  BOOST_TEST(wire::encode(**record) == message.SerializeAsString());
  auto plain = message;
  plain.clear_accusations();
  BOOST_TEST((*record)->proof->encoded == plain.SerializeAsString());
  BOOST_TEST(wire::encode_plain(message) == plain.SerializeAsString());
  auto again = wire::decode(wire::encode(**record));
  BOOST_REQUIRE(again);
  BOOST_TEST(again->SerializeAsString() == message.SerializeAsString());
}

BOOST_AUTO_TEST_CASE(a_proof_knows_its_parts_whatever_their_sizes) {
  const std::string short_text = "s";
  const std::string long_text(20'000, 'l'); // three bytes say how long
  for (const auto& body : {std::string{}, short_text, long_text})
    for (const auto& signature : {std::string{}, short_text, long_text})
      for (const auto& fingerprint : {std::string{}, std::string(32, 'f')}) {
        auto x = wire::make_seal(body, signature, fingerprint, later);
        auto copy = x; // its parts are its own
        x = {};
        BOOST_TEST(copy.body() == body);
        BOOST_TEST(copy.signature() == signature);
        BOOST_TEST(copy.fingerprint() == fingerprint);
        BOOST_TEST(copy.body_hash == wire::body_hash(body));
        BOOST_CHECK(copy.valid_until == later);
        BOOST_TEST(x.body().empty());
      }
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_record_are_named_with_their_size) {
  auto got = wire::decode("no record");
  BOOST_REQUIRE(!got);
  BOOST_CHECK(got.error().code == ec::malformed_message);
  BOOST_TEST(got.error().text.find("9 bytes") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
