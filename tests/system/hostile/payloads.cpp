// Members that put into a payload what costs its reader more than its size, or
// what cannot be read.

#include "payload_attack.hpp"

using namespace aegis;
using namespace aegis::test;

namespace {

std::string handle(std::uint64_t actor, const raw_id& node) {
  return payload_maker{}.number(actor).node(node.process, node.host);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(payloads, payload_attack)

BOOST_AUTO_TEST_CASE(handles_of_third_nodes_make_no_proxies) {
  auto before = w.refusals("third_node_handle");
  std::string payload = head("@<>+@actorvec");
  payload += payload_maker{}.size(3);
  payload
    += handle(1, {4711, 4}) + handle(77, mallory->id()) + handle(2, {4711, 4});
  // of the three, one is a sender that the target may know
  auto answer = mallory->answer_to(w.service(), payload);
  std::string expected
    = payload_maker{}.message("@<>+@i32").number(std::uint32_t{1});
  BOOST_TEST(answer == expected);
  BOOST_TEST(w.refused("third_node_handle", before + 1));
}

BOOST_AUTO_TEST_CASE(a_thousand_handles_of_third_nodes_are_harmless) {
  std::string payload = head("@<>+@actorvec");
  payload += payload_maker{}.size(1000);
  for (std::uint32_t i = 0; i < 1000; ++i)
    payload += handle(1, {1'000'000 + i, 4});
  auto answer = mallory->answer_to(w.service(), payload);
  std::string expected
    = payload_maker{}.message("@<>+@i32").number(std::uint32_t{0});
  BOOST_TEST(answer == expected);
}

BOOST_AUTO_TEST_CASE(a_payload_full_of_own_handles_ends_the_connection) {
  constexpr std::uint32_t count = 100'000;
  std::string payload = head("@<>+@actorvec");
  payload += payload_maker{}.size(count);
  for (std::uint32_t i = 0; i < count; ++i)
    payload += handle(1000 + i, mallory->id());
  check_breach(message(w.service(), payload), "too_many_actors");
}

BOOST_AUTO_TEST_CASE(sizes_beyond_the_payload_are_not_believed) {
  std::string huge = payload_maker{}.size(0xFFFFFFFFu);
  for (auto* types :
       {"@<>+@str", "@<>+@charbuf", "@<>+@strvec", "@<>+@strset",
        "@<>+@actorvec", "@<>+@u16str", "@<>+@u32str", "@<>+@strmap"})
    BOOST_TEST_CONTEXT(types)
  check_not_understood(head(types) + huge + "rest");
}

BOOST_AUTO_TEST_CASE(a_payload_that_ends_too_early_is_not_understood) {
  check_not_understood(head("@<>+@i32") + "12");
  check_not_understood(head("@<>+@str+@str+@str"));
}

BOOST_AUTO_TEST_CASE(types_that_nobody_knows_are_not_understood) {
  check_not_understood(head("@<>+no.such.type") + "content");
  check_not_understood(head("@<>+") + "content");
}

BOOST_AUTO_TEST_CASE(a_payload_without_a_message_ends_the_connection) {
  check_breach(message(w.service(), std::string("\0xxxxx", 6)),
               "malformed_message");
}

BOOST_AUTO_TEST_CASE(a_message_of_a_million_values_is_refused) {
  std::string types = "@<>";
  for (int i = 0; i < 700'000; ++i)
    types += "+@u8";
  check_breach(message(w.service(), head(types)), "too_many_values");
}

BOOST_AUTO_TEST_CASE(sizes_in_a_down_message_are_not_believed) {
  raw_frame frame;
  frame.operation = op::down_message;
  frame.source = 4711;
  frame.payload = mallory->id_pair()
                  + std::string{payload_maker{}
                                  .number(std::uint8_t{1})
                                  .number(std::uint64_t{1})
                                  .number(std::uint16_t{0})
                                  .text("@<>+@charbuf")
                                  .size(0xFFFFFFFFu)};
  BOOST_TEST(mallory->send(frame));
  check_lives();
}

BOOST_AUTO_TEST_CASE(the_largest_payload_passes) {
  auto text = std::string(payload_max_bytes - 100, 'x');
  BOOST_TEST(mallory->send(message(w.service(), text_message(text))));
  check_lives();
}

BOOST_AUTO_TEST_CASE(a_large_payload_on_a_slow_line_arrives) {
  // for longer than the target would wait for a peer that says nothing
  constexpr int pieces = 28;
  auto text = std::string(pieces * 10'000, 'x');
  auto bytes = message(w.service(), text_message(text), 5).bytes();
  std::string none;
  for (std::size_t at = 0; at < bytes.size(); at += 10'000) {
    BOOST_REQUIRE(mallory->tls().send(bytes.substr(at, 10'000)));
    auto pause
      = std::chrono::steady_clock::now() + std::chrono::milliseconds{250};
    while (mallory->next(pause))
      ; // what comes meanwhile
  }
  check_lives();
}

BOOST_AUTO_TEST_CASE(a_larger_payload_ends_the_connection) {
  auto frame = message(w.service(), text_message("x"));
  frame.claimed_size = payload_max_bytes + 1;
  check_breach(frame, "payload_too_large");
}

BOOST_AUTO_TEST_SUITE_END()
