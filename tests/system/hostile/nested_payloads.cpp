// Messages inside of messages and errors, from a member: reading is recursive.

#include "payload_attack.hpp"

using namespace aegis;
using namespace aegis::test;

namespace {

/// An encoded error with so many errors inside of each other.
std::string nested_error(int depth) {
  std::string layer = payload_maker{}
                        .number(std::uint8_t{1})
                        .number(std::uint64_t{1})
                        .number(std::uint16_t{0})
                        .text("@<>+@error");
  std::string result;
  for (int i = 0; i < depth; ++i)
    result += layer;
  return result + std::string{member_attack::an_error()};
}

/// The content of a message that holds a message, and so on.
std::string nested_message(int depth, const std::string& innermost) {
  std::string layer
    = payload_maker{}.number(std::uint16_t{0}).text("@<>+@message");
  std::string result;
  for (int i = 0; i < depth; ++i)
    result += layer;
  return result + innermost;
}

/// A message that holds a group, as the content of a message.
std::string hidden_group() {
  return payload_maker{}
    .number(std::uint16_t{0})
    .text("@<>+@group")
    .text("local");
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(nested_payloads, payload_attack)

BOOST_AUTO_TEST_CASE(messages_in_messages_are_refused_beyond_a_depth) {
  auto inner
    = std::string{payload_maker{}.number(std::uint16_t{0}).text("@<>")};
  auto answer = mallory->answer_to(w.service(), head("@<>+@message")
                                                  + nested_message(20, inner));
  BOOST_TEST(answer.find("@error") != answer.npos);
  check_breach(
    message(w.service(), head("@<>+@message") + nested_message(100'000, inner)),
    "nested_too_deep");
}

BOOST_AUTO_TEST_CASE(errors_in_an_answer_are_refused_beyond_a_depth) {
  check_breach(message(w.service(), head("@<>+@error") + nested_error(100'000),
                       mid::response | 5),
               "nested_too_deep");
}

BOOST_AUTO_TEST_CASE(errors_in_a_down_message_are_refused_beyond_a_depth) {
  raw_frame frame;
  frame.operation = op::down_message;
  frame.source = 77;
  frame.payload = mallory->id_pair() + nested_error(2900);
  check_breach(frame, "nested_too_deep");
}

BOOST_AUTO_TEST_CASE(groups_inside_of_messages_are_refused) {
  check_breach(message(w.service(), head("@<>+@message") + hidden_group()),
               "system_message");
}

BOOST_AUTO_TEST_CASE(groups_inside_of_a_down_message_are_refused) {
  raw_frame frame;
  frame.operation = op::down_message;
  frame.source = 77;
  frame.payload = mallory->id_pair()
                  + std::string{payload_maker{}
                                  .number(std::uint8_t{1})
                                  .number(std::uint64_t{1})}
                  + hidden_group();
  check_breach(frame, "system_message");
}

BOOST_AUTO_TEST_SUITE_END()
