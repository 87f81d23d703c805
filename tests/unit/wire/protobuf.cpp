#include "aegis/protobuf.hpp"

#include "samples.hpp"

#include <caf/deep_to_string.hpp>

using namespace aegis;

BOOST_AUTO_TEST_SUITE(protobuf_as_message_type)

BOOST_AUTO_TEST_CASE(bytes_that_do_not_parse_name_the_type) {
  v1::Ping x;
  auto err = detail::parse_protobuf(x, "\xff\xff");
  BOOST_TEST((code_of(err) == ec::malformed_message));
  BOOST_TEST(describe(err).find("aegis.v1.Ping: 2 bytes") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_message_becomes_bytes_and_a_message_again) {
  std::string bytes;
  BOOST_TEST(!detail::write_protobuf(test::sample_ping(), bytes));
  v1::Ping x;
  BOOST_TEST(!detail::parse_protobuf(x, bytes));
  BOOST_TEST(x.sender() == "node-1");
}

BOOST_AUTO_TEST_CASE(a_message_is_printed_with_its_fields) {
  auto text = caf::deep_to_string(test::sample_ping());
  BOOST_TEST(text.find("aegis.v1.Ping(sender: \"node-1\"")
             != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_long_message_is_printed_in_part) {
  v1::Ping x;
  x.set_sender(std::string(10'000, 'a'));
  BOOST_TEST(detail::render_protobuf(x).text.size() < 300u);
}

BOOST_AUTO_TEST_SUITE_END()
