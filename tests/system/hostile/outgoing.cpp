// What the target itself must not send, because its peers would end the
// connection: whoever asked for it hears why, and all connections live.

#include "member_attack.hpp"

using namespace aegis;
using namespace aegis::test;

BOOST_FIXTURE_TEST_SUITE(outgoing, member_attack)

BOOST_AUTO_TEST_CASE(an_answer_that_is_too_large_becomes_an_error) {
  std::string size
    = payload_maker{}.message("@<>+@i32").number(payload_max_bytes + 1);
  auto answer = mallory->answer_to(w.service(), size);
  BOOST_TEST(answer.find("@error") != answer.npos);
  BOOST_TEST(answer.find("payload_too_large") != answer.npos);
  check_lives();
}

BOOST_AUTO_TEST_CASE(a_question_passed_on_to_a_third_node_becomes_an_error) {
  auto other = w.join("other");
  BOOST_TEST((other.ask(w.service(), "remember me") == "other:remember me"));
  auto answer = mallory->answer_to(w.service(), text_message("pass on"));
  BOOST_TEST(answer.find("@error") != answer.npos);
  BOOST_TEST(answer.find("routed_message") != answer.npos);
  BOOST_TEST((other.ask(w.service(), "still") == "other:still"));
  BOOST_TEST((other.ask(w.service(), "forget") == "other:forget"));
  check_lives();
}

BOOST_AUTO_TEST_SUITE_END()
