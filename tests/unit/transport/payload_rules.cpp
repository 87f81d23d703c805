#include "transport/payload_rules.hpp"

#include "payload_maker.hpp"
#include "transport/content_rules.hpp"

#include <caf/atom.hpp>

#include <boost/test/unit_test.hpp>

using aegis::test::payload_maker;
using aegis::transport::judge_payload;
using aegis::transport::nesting_max;
using aegis::transport::payload_verdict;
using aegis::transport::values_max;

namespace {

payload_verdict judge(const std::string& payload, bool is_response = false) {
  return judge_payload(payload, is_response);
}

std::string with_atom(caf::atom_value x) {
  return payload_maker{}
    .message("@<>+@atom+@strong_actor_ptr")
    .number(static_cast<std::uint64_t>(x));
}

} // namespace

BOOST_AUTO_TEST_SUITE(payload_rules)

BOOST_AUTO_TEST_CASE(ordinary_messages_pass) {
  BOOST_TEST((judge(payload_maker{}.message("@<>")) == payload_verdict::ok));
  BOOST_TEST((judge(payload_maker{}.message("@<>+shop.v1.Order+@i32"))
              == payload_verdict::ok));
  BOOST_TEST((judge(with_atom(caf::atom("put"))) == payload_verdict::ok));
}

BOOST_AUTO_TEST_CASE(system_messages_are_refused_wherever_they_stand) {
  for (auto* name : {"@exit", "@down", "@group_down", "@timeout",
                     "@open_stream_msg", "@upstream_msg", "@downstream_msg",
                     "@group", "@config_value", "@duration", "stream<@i32>"}) {
    BOOST_TEST_CONTEXT(name) {
      auto alone = payload_maker{}.message(std::string{"@<>+"} + name);
      auto second = payload_maker{}.message(std::string{"@<>+@i32+"} + name);
      BOOST_TEST((judge(alone) == payload_verdict::system_message));
      BOOST_TEST((judge(second, true) == payload_verdict::system_message));
    }
  }
}

BOOST_AUTO_TEST_CASE(messages_of_the_runtime_are_known_by_their_first_atom) {
  for (auto x : {caf::atom("link"), caf::atom("unlink"), caf::atom("sys")}) {
    BOOST_TEST((judge(with_atom(x)) == payload_verdict::system_message));
    BOOST_TEST((judge(with_atom(x), true) == payload_verdict::system_message));
  }
}

BOOST_AUTO_TEST_CASE(an_error_is_a_response_and_nothing_else) {
  auto error = payload_maker{}.message("@<>+@error");
  BOOST_TEST((judge(error, false) == payload_verdict::system_message));
  BOOST_TEST((judge(error, true) == payload_verdict::ok));
}

BOOST_AUTO_TEST_CASE(stages_are_refused) {
  std::string payload = payload_maker{}.size(1).number(std::uint16_t{0});
  BOOST_TEST((judge(payload) == payload_verdict::forwarding_stack));
}

BOOST_AUTO_TEST_CASE(a_deep_nest_of_messages_is_refused) {
  payload_maker deep;
  deep.message("@<>+@message");
  for (int i = 0; i <= nesting_max; ++i)
    deep.number(std::uint16_t{0}).text("@<>+@message");
  BOOST_TEST((judge(deep) == payload_verdict::too_deep));
  auto shallow
    = payload_maker{}.message("@<>+@message").number(std::uint16_t{0});
  BOOST_TEST((judge(shallow.text("@<>+@i32")) == payload_verdict::ok));
}

BOOST_AUTO_TEST_CASE(what_is_refused_is_refused_inside_of_a_message_too) {
  for (auto* types : {"@<>+@message", "@<>+std::vector<@message>"}) {
    auto payload = payload_maker{}.message(types).number(std::uint16_t{0});
    payload.text("@<>+@i32+@group");
    BOOST_TEST((judge(payload) == payload_verdict::system_message));
  }
  auto text = payload_maker{}.message("@<>+@message+@str");
  BOOST_TEST((judge(text.text("a+@group")) == payload_verdict::ok));
}

BOOST_AUTO_TEST_CASE(a_message_of_too_many_values_is_refused) {
  std::string types = "@<>";
  for (int i = 0; i < values_max; ++i)
    types += "+@unit";
  BOOST_TEST((judge(payload_maker{}.message(types)) == payload_verdict::ok));
  types += "+@unit";
  BOOST_TEST((judge(payload_maker{}.message(types))
              == payload_verdict::too_many_values));
}

BOOST_AUTO_TEST_CASE(every_truncation_of_a_payload_is_judged_without_harm) {
  std::string whole = with_atom(caf::atom("link"));
  for (std::size_t n = 0; n < whole.size(); ++n)
    judge(whole.substr(0, n));
  BOOST_TEST((judge("") == payload_verdict::malformed));
  BOOST_TEST((judge(std::string(64, '\xff')) == payload_verdict::malformed));
  BOOST_TEST(
    (judge(payload_maker{}.message("@<>x")) == payload_verdict::malformed));
  BOOST_TEST(
    (judge(payload_maker{}.message("i32")) == payload_verdict::malformed));
}

BOOST_AUTO_TEST_SUITE_END()
