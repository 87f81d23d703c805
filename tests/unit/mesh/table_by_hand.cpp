// The founding operations on other nodes' records.

#include "support.hpp"

using namespace aegis;
using namespace aegis::mesh;

namespace {
const auto tt = boost::test_tools::per_element();
} // namespace

BOOST_AUTO_TEST_SUITE(mesh_table_by_hand)

BOOST_AUTO_TEST_CASE(added_node_is_found_listed_and_indexed) {
  auto table = table_of("self");
  auto changes = expect(table.add(node("b", {"x@v1"}), at(5)));
  BOOST_TEST(words(changes) == (strings{"joined b", "service_up b x@v1"}), tt);
  expect(table.add(node("a", {"x@v2"}), at(6)));
  BOOST_TEST(ids_of(table.members()) == (strings{"a", "b", "self"}), tt);
  BOOST_TEST(table.size() == 3u);
  BOOST_CHECK(table.find("b")->info == node("b", {"x@v1"}));
  BOOST_TEST(providers_in(table, service("x@v1")) == strings{"b"}, tt);
  BOOST_TEST(table.snapshot()->by_service("x").size() == 2u);
  BOOST_TEST(table.version() == 3u);
  check_consistent(table);
}

BOOST_AUTO_TEST_CASE(node_that_is_known_cannot_be_added) {
  auto table = table_of("self");
  expect(table.add(node("a"), at(5)));
  BOOST_TEST(code_of(table.add(node("a"), at(6))) == ec::already_exists);
  BOOST_TEST(code_of(table.add(node("self"), at(6))) == ec::already_exists);
  BOOST_TEST(code_of(table.add(node("../b"), at(6))) == ec::invalid_id);
  BOOST_TEST(table.version() == 2u);
}

BOOST_AUTO_TEST_CASE(missing_times_of_an_added_node_are_filled_in) {
  auto table = table_of("self");
  auto x = node("a");
  x.joined_at = {};
  x.updated_at = {};
  expect(table.add(x, at(5)));
  BOOST_CHECK(table.find("a")->info.joined_at == at(5));
  BOOST_CHECK(table.find("a")->info.updated_at == at(5));
}

BOOST_AUTO_TEST_CASE(removed_node_is_gone_and_cannot_be_removed_twice) {
  auto table = table_of("self");
  expect(table.add(node("a", {"x@v1"}), at(5)));
  BOOST_TEST(words(expect(table.remove("a", at(6))))
               == (strings{"service_down a x@v1", "down a"}),
             tt);
  BOOST_CHECK(table.find("a") == nullptr);
  BOOST_TEST(table.size() == 1u);
  BOOST_TEST(providers_in(table, service("x@v1")).empty());
  BOOST_TEST(code_of(table.remove("a", at(7))) == ec::unknown_node);
  BOOST_TEST(code_of(table.remove("b", at(7))) == ec::unknown_node);
  BOOST_TEST(code_of(table.remove("self", at(7))) == ec::invalid_argument);
  check_consistent(table);
}

BOOST_AUTO_TEST_CASE(node_that_was_removed_can_be_added_again) {
  auto table = table_of("self");
  expect(table.add(numbered(node("a"), 5, 5), at(5)));
  expect(table.remove("a", at(6)));
  BOOST_TEST(words(expect(table.add(node("a"), at(7)))) == strings{"joined a"},
             tt);
  BOOST_TEST(table.find("a")->info.incarnation == 6u);
  BOOST_TEST(table.tombstone_count() == 0u);
  check_consistent(table);
}

BOOST_AUTO_TEST_CASE(update_replaces_the_record_and_keeps_joined_at) {
  auto table = table_of("self");
  expect(table.add(numbered(node("a", {"x@v1"}), 5, 5), at(5)));
  auto x = node("a", {"x@v2"});
  x.joined_at = at(99);
  x.region = "eu";
  BOOST_TEST(
    words(expect(table.update(x, at(6))))
      == (strings{"updated a", "service_down a x@v1", "service_up a x@v2"}),
    tt);
  const auto& updated = table.find("a")->info;
  BOOST_CHECK(updated.joined_at == at(1));
  BOOST_CHECK(updated.updated_at == at(6));
  BOOST_TEST(updated.region == "eu");
  BOOST_TEST(updated.incarnation == 5u);
  BOOST_TEST(updated.revision == 6u);
  check_consistent(table);
}

BOOST_AUTO_TEST_CASE(update_without_a_difference_changes_nothing) {
  auto table = table_of("self");
  expect(table.add(node("a", {"x@v1", "y@v1"}), at(5)));
  auto x = node("a", {"y@v1", "x@v1"});
  x.updated_at = at(50);
  BOOST_TEST(expect(table.update(x, at(6))).empty());
  BOOST_TEST(table.version() == 2u);
}

BOOST_AUTO_TEST_CASE(update_of_an_unknown_node_is_refused) {
  auto table = table_of("self");
  BOOST_TEST(code_of(table.update(node("a"), at(6))) == ec::unknown_node);
  expect(table.add(node("a"), at(5)));
  expect(table.remove("a", at(6)));
  BOOST_TEST(code_of(table.update(node("a"), at(7))) == ec::unknown_node);
}

BOOST_AUTO_TEST_CASE(invalid_update_is_refused_and_leaves_the_record) {
  auto table = table_of("self");
  expect(table.add(node("a"), at(5)));
  auto x = node("a");
  x.address = "nowhere";
  BOOST_TEST(code_of(table.update(x, at(6))) == ec::invalid_address);
  BOOST_CHECK(table.find("a")->info == node("a"));
}

BOOST_AUTO_TEST_CASE(own_record_can_be_updated_by_hand) {
  auto table = table_of("self");
  auto x = node("self");
  x.region = "eu";
  expect(table.update(x, at(6)));
  BOOST_TEST(table.self()->info.region == "eu");
  BOOST_TEST(table.self()->info.incarnation == 1000u);
  BOOST_TEST(table.self()->info.revision == 1u);
}

BOOST_AUTO_TEST_CASE(accusation_worsens_the_status_and_never_betters_it) {
  auto table = table_of("self");
  expect(table.add(node("a", {"x@v1"}), at(5)));
  BOOST_TEST(words(expect(table.accuse("a", accusation_kind::suspect, at(6))))
               == (strings{"service_down a x@v1", "suspected a"}),
             tt);
  BOOST_TEST(providers_in(table, service("x@v1")).empty());
  BOOST_TEST(
    expect(table.accuse("a", accusation_kind::suspect, at(6))).empty());
  BOOST_TEST(table.version() == 3u);
  expect(table.accuse("a", accusation_kind::dead, at(6)));
  BOOST_TEST(table.size() == 1u);
  BOOST_TEST(code_of(table.accuse("a", accusation_kind::dead, at(6)))
             == ec::unknown_node);
  BOOST_TEST(code_of(table.accuse("self", accusation_kind::dead, at(6)))
             == ec::invalid_argument);
}

BOOST_AUTO_TEST_CASE(one_suspicion_more_than_are_kept_is_not_told) {
  auto table = table_of("self");
  accusation_list others;
  for (const char* accuser : {"w", "x", "y", "z"}) // after "self" in order
    add(others, {accuser, accusation_kind::suspect, at(2), {}, {}});
  BOOST_REQUIRE(others.size() == aegis::defaults::accusations_max);
  table.merge({make_record(node("a", {"x@v1"}), nullptr, others)}, at(3));
  BOOST_TEST(
    providers_in(table, service("x@v1")).empty()); // as on own evidence
  auto digest = table.digest();
  auto version = table.version();
  BOOST_TEST(
    expect(table.accuse("a", accusation_kind::suspect, at(4))).empty());
  BOOST_TEST(table.digest() == digest);
  BOOST_TEST(table.version() == version);
  BOOST_TEST(!accused_by(table.find("a")->accusations, "self"));
  expect(table.accuse("a", accusation_kind::dead, at(5))); // counts alone
  BOOST_TEST((table.find("a") == nullptr));
  BOOST_TEST(accused_by(table.find_any("a")->accusations, "self"));
}

BOOST_AUTO_TEST_CASE(node_that_was_removed_though_alive_comes_back) {
  auto table = table_of("self");
  auto other = table_of("a");
  table.merge(other.records(), at(2));
  expect(table.remove("a", at(3)));
  other.merge(table.records(), at(4));
  table.merge(other.records(), at(5));
  BOOST_TEST(table.size() == 2u);
  BOOST_TEST(table.digest() == other.digest());
}

BOOST_AUTO_TEST_CASE(full_table_refuses_one_more_by_name) {
  table_limits limits;
  limits.records_max = 3;
  auto table = table_of("self", limits);
  expect(table.add(node("a"), at(5)));
  expect(table.add(node("b"), at(5)));
  auto result = table.add(node("c"), at(5));
  BOOST_TEST(code_of(result) == ec::overloaded);
  BOOST_TEST(result.error().text
             == "no room for node c among 3 nodes and 0 tombstones");
}

BOOST_AUTO_TEST_CASE(clone_goes_its_own_way) {
  auto table = table_of("self");
  expect(table.add(node("a", {"x@v1"}), at(5)));
  auto clone = table;
  expect(table.add(node("b", {"x@v1"}), at(6)));
  expect(clone.remove("a", at(6)));
  BOOST_TEST(ids_of(table.members()) == (strings{"a", "b", "self"}), tt);
  BOOST_TEST(ids_of(clone.members()) == strings{"self"}, tt);
  check_consistent(table);
  check_consistent(clone);
}

BOOST_AUTO_TEST_SUITE_END()
