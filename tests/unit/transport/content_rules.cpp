#include "transport/content_rules.hpp"

#include "payload_maker.hpp"
#include "transport/payload_rules.hpp"

#include <boost/test/unit_test.hpp>

using aegis::test::payload_maker;
using aegis::transport::judge_content;
using aegis::transport::judge_payload;
using aegis::transport::payload_verdict;
using aegis::transport::query_max;

namespace {

constexpr auto uri_kind
  = static_cast<std::uint64_t>(caf::node_id::uri_data::class_id);

/// A URI node id up to its query, with the host as a text.
payload_maker uri_id() {
  payload_maker result;
  result.number(uri_kind).text("aegis").text("");
  return result.number(std::uint8_t{0}).text("host").number(std::uint16_t{1});
}

std::string message_of(std::string_view types, const std::string& content) {
  return std::string{payload_maker{}.message(types)} + content;
}

payload_verdict judge(std::string_view types, const std::string& content) {
  return judge_payload(message_of(types, content), false);
}

} // namespace

BOOST_AUTO_TEST_SUITE(content_rules)

BOOST_AUTO_TEST_CASE(
  a_node_id_with_a_long_query_is_refused_wherever_it_may_be) {
  std::string costly = uri_id().text("path").size(query_max + 1);
  for (auto* types : {"@<>+@node", "@<>+@i32+@actorvec", "@<>+@message",
                      "@<>+shop.Order", "@<>+@strong_actor_ptr"})
    BOOST_TEST(
      (judge(types, "1234" + costly) == payload_verdict::foreign_node_id));
  BOOST_TEST((judge("@<>+@str", costly) == payload_verdict::ok));
}

BOOST_AUTO_TEST_CASE(a_number_that_equals_the_kind_of_a_node_id_passes) {
  std::string number = payload_maker{}.number(uri_kind);
  BOOST_TEST((judge_content(number) == payload_verdict::ok));
  BOOST_TEST((judge_content(number + number + "text") == payload_verdict::ok));
  std::string harmless = uri_id().text("path").size(query_max);
  BOOST_TEST((judge_content(harmless) == payload_verdict::ok));
}

BOOST_AUTO_TEST_CASE(the_query_is_found_behind_an_address_too) {
  payload_maker id;
  id.number(uri_kind).text("aegis").text("user").number(std::uint8_t{1});
  id.number(std::uint64_t{0}).number(std::uint64_t{1});
  id.number(std::uint16_t{1}).text("path").size(query_max + 1);
  BOOST_TEST(
    (judge_content(std::string{id}) == payload_verdict::foreign_node_id));
}

BOOST_AUTO_TEST_CASE(sizes_that_no_serializer_writes_do_not_hide_a_query) {
  for (std::string size : {std::string("\x80\x80\x80\x80\x80\x00", 6),
                           std::string("\x80\x80\x80\x80\x70", 5)}) {
    std::string id = payload_maker{}.number(uri_kind);
    BOOST_TEST(
      (judge_content(id + size + "rest") == payload_verdict::foreign_node_id));
  }
}

BOOST_AUTO_TEST_CASE(messages_in_types_of_applications_are_judged) {
  std::string nested
    = payload_maker{}.number(std::uint16_t{0}).text("@<>+@i32+@group");
  BOOST_TEST((judge("@<>+shop.Order", "id" + nested)
              == payload_verdict::system_message));
}

BOOST_AUTO_TEST_CASE(text_that_looks_like_a_list_of_types_is_text) {
  BOOST_TEST((judge("@<>+shop.Order", "note: @<>+@exit, @<>+@group")
              == payload_verdict::ok));
}

BOOST_AUTO_TEST_CASE(a_list_whose_size_is_written_at_length_is_found) {
  auto nested = std::string("\0\0\x8e\x80\x80\x00", 6) + "@<>+@i32+@exit";
  BOOST_TEST(
    (judge("@<>+@message", nested) == payload_verdict::system_message));
}

BOOST_AUTO_TEST_SUITE_END()
