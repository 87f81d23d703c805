#include <aegis/service_id.hpp>

#include <boost/test/unit_test.hpp>

using aegis::ec;
using aegis::service_id;

namespace {

void check_refused(const service_id& x, const std::string& part) {
  auto result = check(x);
  BOOST_REQUIRE_MESSAGE(!result, "accepted " << to_string(x));
  BOOST_CHECK(result.error().code == ec::invalid_argument);
  BOOST_TEST(result.error().text.find(part) == 0u,
             result.error().text << " does not begin with " << part);
}

} // namespace

BOOST_AUTO_TEST_SUITE(service_id_test)

BOOST_AUTO_TEST_CASE(ordinary_names_are_accepted) {
  BOOST_TEST(!!aegis::check({"identity", "v1"}));
  BOOST_TEST(!!aegis::check({"shop.Orders_2", "2024-11-01+rc:1"}));
  BOOST_TEST(!!aegis::check({std::string(128, 'n'), std::string(128, 'v')}));
}

BOOST_AUTO_TEST_CASE(error_names_the_part_and_its_value) {
  check_refused({"", "v1"}, "service name \"\"");
  check_refused({"identity", ""}, "service version \"\"");
  check_refused({"identity", "v 1"}, "service version \"v 1\"");
}

BOOST_AUTO_TEST_CASE(characters_outside_the_rule_are_refused) {
  for (std::string bad : {"/", "@", " ", "\t", "\n", "\x7f", "\xc3\xa4"})
    check_refused({"a" + bad + "b", "v1"}, "service name");
  check_refused({std::string("a\0b", 3), "v1"}, "service name");
}

BOOST_AUTO_TEST_CASE(overlong_part_is_refused) {
  check_refused({std::string(129, 'n'), "v1"}, "service name");
  check_refused({"identity", std::string(129, 'v')}, "service version");
}

BOOST_AUTO_TEST_CASE(prints_as_name_at_version) {
  BOOST_TEST(to_string(service_id{"identity", "v1"}) == "identity@v1");
}

BOOST_AUTO_TEST_CASE(hash_tells_name_and_version_apart) {
  std::hash<service_id> hash;
  BOOST_TEST(hash({"a", "b"}) == hash({"a", "b"}));
  BOOST_TEST(hash({"a", "b"}) != hash({"b", "a"}));
}

BOOST_AUTO_TEST_SUITE_END()
