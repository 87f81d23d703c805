#include "mesh/call_rules.hpp"

#include "support.hpp"

using namespace aegis;
using namespace aegis::mesh;

namespace {

call_origin origin(std::string id) {
  return {std::move(id),
          "eu",
          {{"tier", "web"}},
          {"DNS:api-1.shop", "URI:spiffe://shop/node/api-1"}};
}

call_target target(std::string method = {}, std::string type = "@str") {
  return {{"identity", "v1"}, std::move(method), std::move(type)};
}

bool allowed(const char* rules, const call_origin& who,
             const call_target& what = target()) {
  return expect(call_rules::parse(rules, false)).decide(who, what).allowed;
}

fault fault_of(const std::string& rules) {
  auto parsed = call_rules::parse(rules, true);
  BOOST_REQUIRE_MESSAGE(!parsed, rules);
  return parsed.error();
}

} // namespace

BOOST_AUTO_TEST_SUITE(mesh_call_rules)

BOOST_AUTO_TEST_CASE(patterns_fit_whole_texts) {
  BOOST_TEST(fits_pattern("api-1", "api-*"));
  BOOST_TEST(fits_pattern("api-1", "*"));
  BOOST_TEST(fits_pattern("", "*"));
  BOOST_TEST(fits_pattern("api-1", "a?i-1"));
  BOOST_TEST(fits_pattern("abcabc", "*abc"));
  BOOST_TEST(fits_pattern("aXbXc", "a*b*c"));
  BOOST_TEST(!fits_pattern("api-1", "api"));
  BOOST_TEST(!fits_pattern("my-api-1", "api-*"));
  BOOST_TEST(!fits_pattern("api-", "api-?"));
  BOOST_TEST(!fits_pattern("x", ""));
  // Would take for ever with a naive search.
  std::string many(100, 'a');
  std::string stars;
  for (int i = 0; i < 50; ++i)
    stars += "a*";
  BOOST_TEST(!fits_pattern(many, stars + "b"));
}

BOOST_AUTO_TEST_CASE(default_decides_where_no_rule_fits) {
  BOOST_TEST(call_rules{}.decide(origin("x"), target()).allowed);
  BOOST_TEST(!call_rules{false}.decide(origin("x"), target()).allowed);
  BOOST_TEST(allowed("default allow\n", origin("x")));
  BOOST_TEST(!allowed("", origin("x")));
  auto rules = expect(call_rules::parse("default deny", true));
  BOOST_TEST(rules.decide(origin("x"), target()).rule == "default deny");
}

BOOST_AUTO_TEST_CASE(first_rule_that_fits_decides) {
  auto rules = "deny caller=api-2\nallow caller=api-*\n";
  BOOST_TEST(allowed(rules, origin("api-1")));
  BOOST_TEST(!allowed(rules, origin("api-2")));
  BOOST_TEST(!allowed(rules, origin("web-1")));
}

BOOST_AUTO_TEST_CASE(each_condition_is_asked) {
  for (auto rule :
       {"allow caller=api-1", "allow region=eu", "allow label.tier=web",
        "allow san=DNS:*.shop", "allow san=URI:spiffe://shop/*",
        "allow service=identity", "allow service=identity@v1",
        "allow service=*@v1", "allow type=@str", "allow method=validate"})
    BOOST_TEST(allowed(rule, origin("api-1"), target("validate")), rule);
  for (auto rule :
       {"allow caller=api-2", "allow region=us", "allow label.tier=db",
        "allow label.owner=*", "allow san=DNS:shop", "allow service=ident",
        "allow service=identity@v2", "allow type=@i32", "allow method=delete"})
    BOOST_TEST(!allowed(rule, origin("api-1"), target("validate")), rule);
}

BOOST_AUTO_TEST_CASE(all_conditions_of_a_rule_must_hold) {
  auto rule = "allow caller=api-* region=us";
  BOOST_TEST(!allowed(rule, origin("api-1")));
}

BOOST_AUTO_TEST_CASE(comments_blanks_and_line_ends_do_not_matter) {
  BOOST_TEST(allowed("# who may call\r\n\r\n\tallow   caller=api-1 # this\r\n",
                     origin("api-1")));
}

BOOST_AUTO_TEST_CASE(verdict_names_the_rule_with_its_line) {
  auto rules
    = expect(call_rules::parse("\n# x\ndeny caller=api-1 # why\n", true));
  auto verdict = rules.decide(origin("api-1"), target());
  BOOST_TEST(!verdict.allowed);
  BOOST_TEST(verdict.rule == "line 3: deny caller=api-1");
}

BOOST_AUTO_TEST_CASE(fault_names_the_line) {
  for (auto [text, part] : std::vector<std::pair<const char*, const char*>>{
         {"allow\npermit caller=x", "line 2: \"permit\""},
         {"allow caller", "\"caller\" is no condition"},
         {"allow caller=", "is no condition"},
         {"allow who=x", "\"who\" is none of"},
         {"allow label.=x", "is none of"},
         {"default maybe", "line 1: default is"},
         {"default allow now", "line 1: default is"},
         {"default allow\ndefault deny", "line 2: a second default"}}) {
    auto why = fault_of(text);
    BOOST_TEST((why.code == ec::invalid_argument));
    BOOST_TEST(why.text.find(part) != std::string::npos, why.text);
  }
}

BOOST_AUTO_TEST_CASE(rules_have_limits) {
  std::string many;
  for (std::size_t i = 0; i <= call_rules::rules_max; ++i)
    many += "allow\n";
  BOOST_TEST(fault_of(many).text.find("more than 4096 rules")
             != std::string::npos);
  std::string long_text(call_rules::text_max_bytes + 1, '\n');
  BOOST_TEST((fault_of(long_text).code == ec::invalid_argument));
}

BOOST_AUTO_TEST_SUITE_END()
