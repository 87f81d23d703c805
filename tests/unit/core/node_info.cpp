#include <aegis/node_info.hpp>

#include <boost/test/unit_test.hpp>

#include <functional>

using aegis::check_node_id;
using aegis::ec;
using aegis::node_info;
using aegis::node_status;
using aegis::timestamp_ms;

namespace {

node_info identity_1() {
  node_info result;
  result.id = "identity-1";
  result.name = "Identity";
  result.address = "127.0.0.1:8443";
  result.services = {{"identity", "v1"}, {"sessions", "v2"}};
  return result;
}

void check_refused(std::string_view id, const std::string& reason) {
  auto result = check_node_id(id);
  BOOST_REQUIRE_MESSAGE(!result, "accepted " << id);
  BOOST_CHECK(result.error().code == ec::invalid_id);
  BOOST_TEST(result.error().text.find(reason) != std::string::npos,
             result.error().text << " does not contain " << reason);
}

} // namespace

BOOST_AUTO_TEST_SUITE(node_info_test)

BOOST_AUTO_TEST_CASE(id_within_the_rule_is_accepted) {
  for (std::string id : {"a", "identity-1", "Node_7.eu", "_x", "0", "a..b"})
    BOOST_TEST(!!check_node_id(id), id);
  BOOST_TEST(!!check_node_id(std::string(64, 'x')));
}

BOOST_AUTO_TEST_CASE(id_of_bad_length_is_refused) {
  check_refused("", "is empty");
  check_refused(std::string(65, 'x'), "longer than 64");
}

BOOST_AUTO_TEST_CASE(id_that_could_leave_its_directory_is_refused) {
  check_refused("..", "begins with");
  check_refused(".hidden", "begins with");
  check_refused("-rf", "begins with");
  check_refused("a/b", "contains \"/\"");
  check_refused("a\\b", "contains");
}

BOOST_AUTO_TEST_CASE(id_with_a_control_character_is_shown_escaped) {
  check_refused(std::string_view{"a\0b", 3}, R"("a\x00b")");
  check_refused("a\nb", R"("a\x0ab")");
  check_refused("caf\xc3\xa9", R"(contains "\xc3")");
  check_refused(std::string(5000, 'x'), std::string(80, 'x') + "...\"");
}

BOOST_AUTO_TEST_CASE(record_prints_as_one_line_for_people) {
  BOOST_TEST(to_string(identity_1())
             == "identity-1 (Identity) 127.0.0.1:8443 "
                "[identity@v1, sessions@v2] alive");
}

BOOST_AUTO_TEST_CASE(records_that_differ_in_any_field_are_unequal) {
  using change = std::function<void(node_info&)>;
  const change changes[] = {
    [](auto& x) { x.id = "other"; },
    [](auto& x) { x.name = "other"; },
    [](auto& x) { x.type = "other"; },
    [](auto& x) { x.address = "other:1"; },
    [](auto& x) { x.services.pop_back(); },
    [](auto& x) { x.region = "eu"; },
    [](auto& x) { x.labels["tier"] = "1"; },
    [](auto& x) { x.joined_at += std::chrono::milliseconds(1); },
    [](auto& x) { x.updated_at += std::chrono::milliseconds(1); },
    [](auto& x) { ++x.incarnation; },
    [](auto& x) { ++x.revision; },
    [](auto& x) { x.status = node_status::left; },
  };
  BOOST_TEST((identity_1() == identity_1()));
  for (const auto& apply : changes) {
    auto changed = identity_1();
    apply(changed);
    BOOST_TEST((changed != identity_1()));
  }
}

BOOST_AUTO_TEST_CASE(every_status_has_a_name) {
  BOOST_TEST(to_string(node_status::alive) == "alive");
  BOOST_TEST(to_string(node_status::suspect) == "suspect");
  BOOST_TEST(to_string(node_status::down) == "down");
  BOOST_TEST(to_string(node_status::left) == "left");
  BOOST_TEST(to_string(static_cast<node_status>(200)) == "unknown");
}

BOOST_AUTO_TEST_SUITE_END()
