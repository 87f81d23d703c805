#include <aegis/ec.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <fstream>
#include <map>
#include <regex>

using aegis::ec;
using aegis::reaction;

namespace {

// Reads `name = number` from the enumeration itself, so that a new code cannot
// be forgotten here.
std::map<std::string, int> enumerators_in_header() {
  std::ifstream header{AEGIS_EC_HEADER};
  BOOST_REQUIRE_MESSAGE(header, "cannot read " << AEGIS_EC_HEADER);
  std::map<std::string, int> result;
  std::regex enumerator{R"(^\s*(\w+) = (\d+),.*)"};
  std::smatch match;
  for (std::string line; std::getline(header, line);)
    if (std::regex_match(line, match, enumerator))
      result.emplace(match[1], std::atoi(match[2].str().c_str()));
  return result;
}

} // namespace

BOOST_AUTO_TEST_SUITE(ec_test)

BOOST_AUTO_TEST_CASE(every_enumerator_has_its_own_name) {
  auto enumerators = enumerators_in_header();
  BOOST_TEST(enumerators.size() >= 39u);
  for (const auto& [name, number] : enumerators)
    BOOST_TEST(to_string(static_cast<ec>(number)) == name);
}

BOOST_AUTO_TEST_CASE(values_without_an_enumerator_are_unknown) {
  auto enumerators = enumerators_in_header();
  std::size_t unknown = 0;
  for (int number = 0; number < 256; ++number)
    if (to_string(static_cast<ec>(number)) == "unknown")
      ++unknown;
  BOOST_TEST(unknown == 256 - enumerators.size());
}

BOOST_AUTO_TEST_CASE(numbers_on_the_wire_never_change) {
  std::map<std::string, int> frozen{
    {"none", 0},
    {"no_providers", 1},
    {"overloaded", 2},
    {"deadline", 3},
    {"unreachable", 4},
    {"timed_out", 5},
    {"peer_lost", 6},
    {"shutting_down", 7},
    {"not_connected", 8},
    {"invalid_argument", 40},
    {"unknown_node", 41},
    {"already_exists", 42},
    {"unknown_service", 43},
    {"not_authorized", 44},
    {"payload_too_large", 45},
    {"malformed_message", 46},
    {"interface_mismatch", 47},
    {"no_caller", 48},
    {"unsupported", 49},
    {"invalid_id", 80},
    {"invalid_address", 81},
    {"file_error", 82},
    {"bad_pem", 83},
    {"key_mismatch", 84},
    {"wrong_identity", 85},
    {"untrusted_ca", 86},
    {"expired", 87},
    {"encrypted_key", 88},
    {"insecure_permissions", 89},
    {"missing_san", 90},
    {"name_mismatch", 91},
    {"not_tls", 92},
    {"refused_by_peer", 93},
    {"protocol_error", 94},
    {"duplicate_id", 95},
    {"node_exists", 96},
    {"not_configured", 97},
    {"bad_usage", 98},
    {"internal", 160},
  };
  auto enumerators = enumerators_in_header();
  for (const auto& [name, number] : frozen) {
    BOOST_TEST_INFO(name);
    BOOST_TEST(enumerators.count(name) == 1u);
    BOOST_TEST(enumerators[name] == number);
  }
}

BOOST_AUTO_TEST_CASE(each_group_ends_where_the_next_begins) {
  auto reaction_to
    = [](int number) { return aegis::reaction_to(static_cast<ec>(number)); };
  BOOST_CHECK(reaction_to(0) == reaction::none);
  BOOST_CHECK(reaction_to(1) == reaction::retry);
  BOOST_CHECK(reaction_to(39) == reaction::retry);
  BOOST_CHECK(reaction_to(40) == reaction::fix_call);
  BOOST_CHECK(reaction_to(79) == reaction::fix_call);
  BOOST_CHECK(reaction_to(80) == reaction::fix_configuration);
  BOOST_CHECK(reaction_to(159) == reaction::fix_configuration);
  BOOST_CHECK(reaction_to(160) == reaction::give_up);
  BOOST_CHECK(reaction_to(255) == reaction::give_up);
}

BOOST_AUTO_TEST_SUITE_END()
