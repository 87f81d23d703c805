// Members that write what makes CAF's reader throw, take memory or never end.

#include "member_attack.hpp"

#include <caf/node_id.hpp>

using namespace aegis;
using namespace aegis::test;

namespace {

constexpr auto uri_kind
  = static_cast<std::uint64_t>(caf::node_id::uri_data::class_id);

/// A node id of CAF's URI kind up to its host, whose variant has this tag.
payload_maker uri_id(std::uint8_t tag) {
  return payload_maker{}.number(uri_kind).text("x").text("").number(tag);
}

std::string message_head(std::string_view types) {
  return payload_maker{}.message(types);
}

/// A size of 4 GiB without the bytes.
std::string four_gib() {
  return payload_maker{}.size(0xFFFFFFFFu);
}

/// The reason of a death, as a list of types and their values.
raw_frame death(const raw_peer& who, std::string_view types,
                const std::string& content) {
  raw_frame result;
  result.operation = op::down_message;
  result.source = 77;
  std::string error = payload_maker{}
                        .number(std::uint8_t{1})
                        .number(std::uint64_t{1})
                        .number(std::uint16_t{0})
                        .text(types);
  result.payload = who.id_pair() + error + content;
  return result;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(readers, member_attack)

BOOST_AUTO_TEST_CASE(a_handle_that_makes_the_reader_throw_is_not_understood) {
  for (auto* types :
       {"@<>+@node", "@<>+@actor", "@<>+@strong_actor_ptr", "@<>+@addr"}) {
    BOOST_TEST_CONTEXT(types) {
      auto content = message_head(types);
      if (std::string_view{types} != "@<>+@node")
        content += payload_maker{}.number(std::uint64_t{5});
      content += uri_id(99);
      auto answer = mallory->answer_to(w.service(), content);
      BOOST_TEST(answer.find("malformed_message") != answer.npos, answer);
      check_lives();
    }
  }
}

BOOST_AUTO_TEST_CASE(a_death_that_makes_the_reader_throw_ends_the_connection) {
  check_breach(death(*mallory, "@<>+@node", uri_id(99)), "malformed_basp");
}

BOOST_AUTO_TEST_CASE(what_the_io_module_tells_its_brokers_is_refused) {
  for (auto* type : {"@new_data_msg", "@receive_buffer",
                     "@connection_closed_msg", "std::vector<@new_data_msg>"}) {
    BOOST_TEST_CONTEXT(type) {
      auto types = std::string{"@<>+"} + type;
      check_breach(message(w.service(), message_head(types) + four_gib()),
                   "system_message");
      mallory.emplace(w.join("mallory"));
    }
  }
}

BOOST_AUTO_TEST_CASE(values_of_configurations_are_refused_in_messages_too) {
  for (auto* type : {"settings", "std::vector<@config_value>",
                     "dictionary<@config_value>"}) {
    BOOST_TEST_CONTEXT(type) {
      std::string nested = payload_maker{}
                             .number(std::uint16_t{0})
                             .text(std::string{"@<>+"} + type);
      check_breach(message(w.service(), message_head("@<>+@message") + nested),
                   "system_message");
      mallory.emplace(w.join("mallory"));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_node_id_whose_query_never_ends_is_refused) {
  std::string content = message_head("@<>+@node");
  content += uri_id(0).text("").number(std::uint16_t{1}).text("");
  constexpr std::uint32_t pairs = 300'000;
  content += payload_maker{}.size(pairs);
  for (std::uint32_t i = 0; i < pairs; ++i)
    content += payload_maker{}.text(std::to_string(i)).text("");
  check_breach(message(w.service(), content), "foreign_node_id");
}

BOOST_AUTO_TEST_SUITE_END()
