// What a node says about itself, and how it defends that.

#include "support.hpp"

using namespace aegis;
using namespace aegis::mesh;

namespace {

const auto tt = boost::test_tools::per_element();

void rename(topology_table& table, const std::string& name, std::int64_t now) {
  expect(table.update_self([&](node_info& x) { x.name = name; }, at(now)));
}

node_info own(const topology_table& table) {
  auto result = table.self();
  BOOST_REQUIRE(result != nullptr);
  return result->info;
}

// The table that a merge with `x` leaves behind, and what the merge said.
merge_result hear(topology_table& table, const node_info& x) {
  return table.merge(std::vector<node_info>{x}, at(50));
}

} // namespace

BOOST_AUTO_TEST_SUITE(mesh_own_record)

BOOST_AUTO_TEST_CASE(first_record_joins_with_the_given_incarnation) {
  topology_table table{"a"};
  auto changes
    = expect(table.set_self(numbered(node("a", {"x@v1"}), 77, 3), at(5)));
  BOOST_TEST(words(changes) == (strings{"joined a", "service_up a x@v1"}), tt);
  BOOST_TEST(own(table).incarnation == 77u);
  BOOST_TEST(table.version() == 1u);
}

BOOST_AUTO_TEST_CASE(record_of_another_node_is_refused) {
  topology_table table{"a"};
  BOOST_TEST(code_of(table.set_self(node("b"), at(1))) == ec::invalid_argument);
  auto bad = node("a");
  bad.address = "nowhere";
  BOOST_TEST(code_of(table.set_self(bad, at(1))) == ec::invalid_address);
  BOOST_TEST(table.size() == 0u);
  BOOST_CHECK(table.self() == nullptr);
}

BOOST_AUTO_TEST_CASE(edit_raises_the_revision_and_the_version) {
  auto table = table_of("a");
  auto changes
    = expect(table.update_self([](node_info& x) { x.region = "eu"; }, at(9)));
  BOOST_TEST(words(changes) == strings{"updated a"}, tt);
  BOOST_TEST(own(table).region == "eu");
  BOOST_TEST(own(table).revision == 1u);
  BOOST_CHECK(own(table).updated_at == at(9));
  BOOST_TEST(table.version() == 2u);
}

BOOST_AUTO_TEST_CASE(edit_without_a_difference_changes_nothing) {
  auto table = table_of("a");
  auto before = table.snapshot();
  auto changes = expect(table.update_self([](node_info&) {}, at(9)));
  BOOST_TEST(changes.empty());
  BOOST_CHECK(table.snapshot() == before);
  BOOST_TEST(own(table).revision == 0u);
}

BOOST_AUTO_TEST_CASE(edit_cannot_change_identity_status_or_numbers) {
  auto table = table_of("a");
  auto edit = [](node_info& x) {
    x.id = "b";
    x.joined_at = at(99);
    x.incarnation = 1;
    x.revision = 99;
    x.status = node_status::left;
    x.name = "new";
  };
  expect(table.update_self(edit, at(9)));
  auto expected = numbered(node("a"), 1000, 1);
  expected.name = "new";
  expected.updated_at = at(9);
  BOOST_CHECK(own(table) == expected);
}

BOOST_AUTO_TEST_CASE(invalid_edit_is_refused_and_leaves_the_record) {
  auto table = table_of("a");
  auto before = own(table);
  auto edit = [](node_info& x) { x.name = std::string(1000, 'x'); };
  BOOST_TEST(code_of(table.update_self(edit, at(9))) == ec::invalid_argument);
  BOOST_CHECK(own(table) == before);
  BOOST_TEST(table.version() == 1u);
}

BOOST_AUTO_TEST_CASE(edit_before_the_first_record_is_refused) {
  topology_table table{"a"};
  BOOST_TEST(code_of(table.update_self([](node_info&) {}, at(1)))
             == ec::unknown_node);
  BOOST_TEST(code_of(table.leave(at(1))) == ec::unknown_node);
}

BOOST_AUTO_TEST_CASE(revision_at_its_limit_starts_a_new_incarnation) {
  topology_table table{"a"};
  expect(table.set_self(numbered(node("a"), 5, revision_max), at(1)));
  rename(table, "new", 2);
  BOOST_TEST(own(table).incarnation == 6u);
  BOOST_TEST(own(table).revision == 0u);
}

BOOST_AUTO_TEST_CASE(leaving_withdraws_services_and_is_final) {
  topology_table table{"a"};
  expect(table.set_self(node("a", {"x@v1"}), at(1)));
  BOOST_TEST(words(expect(table.leave(at(2))))
               == (strings{"service_down a x@v1", "left a"}),
             tt);
  BOOST_TEST(table.size() == 0u);
  BOOST_TEST(providers_in(table, service("x@v1")).empty());
  BOOST_TEST(own(table).status == node_status::left);
  BOOST_TEST(expect(table.leave(at(3))).empty());
}

BOOST_AUTO_TEST_CASE(new_life_in_the_same_table_takes_a_higher_incarnation) {
  auto table = table_of("a");
  expect(table.leave(at(2)));
  auto changes = expect(table.set_self(numbered(node("a"), 7, 0), at(3)));
  BOOST_TEST(words(changes) == strings{"joined a"}, tt);
  BOOST_TEST(own(table).incarnation == 1001u);
}

BOOST_AUTO_TEST_CASE(life_after_one_that_others_remember_takes_a_higher_one) {
  topology_table table{"a"};
  hear(table, with_status(numbered(node("a"), 500, 4), node_status::down));
  expect(table.set_self(numbered(node("a"), 20, 0), at(3)));
  BOOST_TEST(own(table).incarnation == 501u);
  check_consistent(table);
}

// -- self-defence ------------------------------------------------------------

BOOST_AUTO_TEST_CASE(node_that_is_declared_dead_refutes_and_wins) {
  for (auto status :
       {node_status::suspect, node_status::down, node_status::left}) {
    auto table = table_of("a");
    rename(table, "mine", 2);
    auto claim = with_status(own(table), status);
    auto result = hear(table, claim);
    BOOST_TEST(result.refuted);
    BOOST_TEST(result.accepted == 1u);
    BOOST_TEST(words(result.changes) == strings{"updated a"}, tt);
    BOOST_TEST(result.behind == strings{"a"}, tt);
    BOOST_TEST(own(table).status == node_status::alive);
    BOOST_TEST(own(table).name == "mine");
    BOOST_TEST(own(table).incarnation == 1001u);
    auto winner = join(make_record(claim), table.self());
    BOOST_CHECK(winner == table.self());
  }
}

BOOST_AUTO_TEST_CASE(node_whose_earlier_life_had_higher_numbers_wins) {
  auto table = table_of("a");
  auto earlier = numbered(node("a"), 5000, 12);
  earlier.name = "earlier";
  auto result = hear(table, earlier);
  BOOST_TEST(result.refuted);
  BOOST_TEST(result.duplicates.empty());
  BOOST_TEST(own(table).incarnation == 5001u);
  BOOST_TEST(own(table).name == "node a");
}

BOOST_AUTO_TEST_CASE(edit_of_this_node_by_another_is_undone) {
  auto table = table_of("a");
  auto edited = numbered(node("a"), 1000, 1);
  edited.name = "theirs";
  BOOST_TEST(hear(table, edited).refuted);
  BOOST_TEST(own(table).name == "node a");
}

BOOST_AUTO_TEST_CASE(old_claims_are_ignored) {
  auto table = table_of("a");
  rename(table, "mine", 2);
  auto version = table.version();
  auto result
    = hear(table, with_status(numbered(node("a"), 999, 9), node_status::down));
  BOOST_TEST(!result.refuted);
  BOOST_TEST(result.behind == strings{"a"}, tt);
  BOOST_TEST(table.version() == version);
  result = hear(table, numbered(node("a"), 1000, 0));
  BOOST_TEST(!result.refuted);
  BOOST_TEST(table.version() == version);
}

BOOST_AUTO_TEST_CASE(second_owner_of_the_id_is_reported_whoever_wins) {
  int refuted = 0;
  for (int i = 0; i < 20; ++i) {
    auto table = table_of("a");
    auto clone = numbered(node("a"), 1000, 0);
    clone.name = "clone " + std::to_string(i);
    auto wins = content_hash(clone) > table.self()->content_hash;
    auto result = hear(table, clone);
    BOOST_TEST(result.duplicates == strings{"a"}, tt);
    BOOST_TEST(result.refuted == wins);
    BOOST_TEST(own(table).name == "node a");
    refuted += wins ? 1 : 0;
  }
  BOOST_TEST((refuted > 0 && refuted < 20), refuted);
}

BOOST_AUTO_TEST_CASE(node_that_left_stays_so_whatever_others_say) {
  auto table = table_of("a");
  auto alive = own(table);
  expect(table.leave(at(2)));
  hear(table, alive);
  BOOST_TEST(own(table).status == node_status::left);
  hear(table, numbered(alive, 2000, 0));
  BOOST_TEST(own(table).status == node_status::left);
  BOOST_TEST(own(table).incarnation == 2001u);
}

BOOST_AUTO_TEST_CASE(claim_that_cannot_be_outbid_is_rejected) {
  auto table = table_of("a");
  auto result = hear(table, with_status(numbered(node("a"), incarnation_max, 0),
                                        node_status::down));
  BOOST_TEST(result.rejected == 1u);
  BOOST_TEST(!result.refuted);
  BOOST_TEST(own(table).status == node_status::alive);
  result = hear(table, numbered(node("a"), ~std::uint64_t{0}, 0));
  BOOST_TEST(result.rejected == 1u);
  BOOST_TEST(own(table).incarnation == 1000u);
}

BOOST_AUTO_TEST_SUITE_END()
