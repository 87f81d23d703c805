#include "mesh/version_rule.hpp"

#include "support.hpp"

using namespace aegis;
using namespace aegis::mesh;

namespace {

bool admits(const char* rule, const char* version) {
  return expect(version_rule::parse(rule)).admits(version);
}

} // namespace

BOOST_AUTO_TEST_SUITE(mesh_version_rule)

BOOST_AUTO_TEST_CASE(plain_text_is_one_exact_version) {
  BOOST_TEST(expect(version_rule::parse("v1")).is_exact());
  BOOST_TEST(admits("v1", "v1"));
  BOOST_TEST(!admits("v1", "v1.0"));
  BOOST_TEST(!admits("1", "v1"));
  BOOST_TEST(admits("blue-green", "blue-green"));
}

BOOST_AUTO_TEST_CASE(range_holds_if_all_conditions_do) {
  auto rule = ">=1.2 <2";
  for (auto x : {"1.2", "v1.2", "1.2.0.0", "1.99.7", "v1.3"})
    BOOST_TEST(admits(rule, x), x);
  for (auto x : {"1.1.9", "2", "2.0.1", "v3", "1.2-beta", "", "1.2.3.4.5"})
    BOOST_TEST(!admits(rule, x), x);
  BOOST_TEST(admits(">=1.2   <2", "1.3"));
}

BOOST_AUTO_TEST_CASE(each_operator_means_what_it_says) {
  BOOST_TEST(admits(">1", "1.0.1"));
  BOOST_TEST(!admits(">1", "v1"));
  BOOST_TEST(admits("<=1.5", "1.5"));
  BOOST_TEST(!admits("<=1.5", "1.5.1"));
  BOOST_TEST(admits("=1.2", "v1.2.0"));
  BOOST_TEST(!admits("=1.2", "v1.2.1"));
  BOOST_TEST(admits("^1.2", "1.9"));
  BOOST_TEST(!admits("^1.2", "2"));
  BOOST_TEST(!admits("^1.2", "1.1"));
}

BOOST_AUTO_TEST_CASE(numbers_are_compared_as_numbers) {
  BOOST_TEST(admits(">=1.9", "1.10"));
}

BOOST_AUTO_TEST_CASE(fault_names_the_rule_and_the_word) {
  for (auto x : {">=", ">=x", "=>1", ">=1 2", "^1.2 <", "<1.2.3.4.5",
                 ">=4294967296000", "<<1"}) {
    auto parsed = version_rule::parse(x);
    BOOST_REQUIRE_MESSAGE(!parsed, x);
    BOOST_TEST((parsed.error().code == ec::invalid_argument));
    BOOST_TEST(parsed.error().text.find(x) != std::string::npos,
               parsed.error().text);
  }
  for (auto x : {"", "v1 v2", "v/1"})
    BOOST_TEST((code_of(version_rule::parse(x)) == ec::invalid_argument), x);
  std::string many;
  for (int i = 0; i < 9; ++i)
    many += "<9 ";
  BOOST_TEST((code_of(version_rule::parse(many)) == ec::invalid_argument));
}

BOOST_AUTO_TEST_CASE(highest_admitted_version_is_the_best) {
  auto rule = expect(version_rule::parse("<2"));
  BOOST_TEST(rule.best_of({"v1", "1.10", "v2", "1.9"}).value() == "1.10");
  BOOST_TEST(!rule.best_of({"v2", "x"}));
  BOOST_TEST(!rule.best_of({}));
  auto exact = expect(version_rule::parse("x"));
  BOOST_TEST(exact.best_of({"y", "x"}).value() == "x");
}

BOOST_AUTO_TEST_SUITE_END()
