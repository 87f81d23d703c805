#include "support.hpp"

#include "mesh/random.hpp"

using namespace aegis;
using namespace aegis::mesh;

namespace {

const auto tt = boost::test_tools::per_element();

using infos = std::vector<node_info>;

// What two nodes do in one round trip.
void exchange(topology_table& x, topology_table& y) {
  auto from_x = x.records();
  auto from_y = y.records();
  y.merge(from_x, at(10));
  x.merge(from_y, at(10));
}

} // namespace

BOOST_AUTO_TEST_SUITE(mesh_table_merge)

// Fault 1 of the original: both hold version 2 and never exchange anything.
BOOST_AUTO_TEST_CASE(tables_with_equal_versions_exchange_their_changes) {
  auto x = table_of("x");
  auto y = table_of("y");
  expect(x.add(node("a"), at(2)));
  expect(y.add(node("b"), at(2)));
  BOOST_TEST(x.version() == 2u);
  BOOST_TEST(y.version() == 2u);
  exchange(x, y);
  BOOST_TEST(ids_of(x.members()) == (strings{"a", "b", "x", "y"}), tt);
  BOOST_TEST(ids_of(y.members()) == (strings{"a", "b", "x", "y"}), tt);
  BOOST_TEST(x.digest() == y.digest());
}

// Fault 2 of the original: adopting the other map drops what only the loser
// knew, its own entry included.
BOOST_AUTO_TEST_CASE(table_with_the_lower_version_loses_nothing) {
  auto x = table_of("x");
  auto y = table_of("y");
  for (auto* id : {"a", "b", "c", "d"})
    expect(x.add(node(id), at(2)));
  expect(y.add(node("e"), at(2)));
  expect(y.update_self([](node_info& own) { own.name = "edited"; }, at(3)));
  BOOST_TEST(x.version() > y.version());
  exchange(x, y);
  for (auto* table : {&x, &y}) {
    BOOST_TEST(ids_of(table->members())
                 == (strings{"a", "b", "c", "d", "e", "x", "y"}),
               tt);
    BOOST_TEST(table->find("y")->info.name == "edited");
  }
}

BOOST_AUTO_TEST_CASE(merge_says_what_changed_in_version_order) {
  auto table = table_of("self");
  expect(table.add(numbered(node("a", {"x@v1"}), 5, 0), at(2)));
  auto result
    = table.merge(infos{node("b", {"x@v1"}), numbered(node("a"), 5, 1),
                        with_status(node("b", {"x@v1"}), node_status::down)},
                  at(3));
  BOOST_TEST(
    words(result.changes)
      == (strings{"joined b", "service_up b x@v1", "updated a",
                  "service_down a x@v1", "service_down b x@v1", "down b"}),
    tt);
  BOOST_TEST(result.accepted == 3u);
  BOOST_TEST(table.version() == 5u);
  std::vector<std::uint64_t> versions;
  for (const auto& x : events_of(result.changes))
    versions.push_back(x.version);
  BOOST_TEST(versions == (std::vector<std::uint64_t>{3, 3, 4, 4, 5, 5}), tt);
}

BOOST_AUTO_TEST_CASE(second_merge_of_the_same_changes_nothing) {
  auto x = table_of("x");
  auto y = table_of("y");
  expect(x.add(node("a", {"x@v1"}), at(2)));
  y.merge(x.records(), at(3));
  auto before = y.snapshot();
  auto result = y.merge(x.records(), at(4));
  BOOST_TEST(result.changes.empty());
  BOOST_TEST(result.accepted == 0u);
  BOOST_TEST(result.behind.empty());
  BOOST_CHECK(y.snapshot() == before);
}

BOOST_AUTO_TEST_CASE(stale_record_is_ignored_and_its_sender_is_behind) {
  auto table = table_of("self");
  expect(table.add(numbered(node("a"), 5, 5), at(2)));
  auto result = table.merge(infos{numbered(node("a"), 5, 4)}, at(3));
  BOOST_TEST(result.accepted == 0u);
  BOOST_TEST(result.behind == strings{"a"}, tt);
  BOOST_TEST(table.find("a")->info.revision == 5u);
}

BOOST_AUTO_TEST_CASE(sender_of_half_of_what_is_known_is_behind) {
  auto table = table_of("self");
  expect(table.add(numbered(node("a"), 5, 5), at(2)));
  auto result = table.merge(
    infos{with_status(numbered(node("a"), 5, 4), node_status::suspect)}, at(3));
  BOOST_TEST(result.accepted == 1u);
  BOOST_TEST(result.behind == strings{"a"}, tt);
  BOOST_TEST(table.find("a")->info.revision == 5u);
  BOOST_TEST(table.find("a")->info.status == node_status::suspect);
}

BOOST_AUTO_TEST_CASE(equal_numbers_with_other_content_end_equal_everywhere) {
  auto first = numbered(node("a"), 5, 5);
  auto second = first;
  second.name = "clone";
  auto x = table_of("x");
  auto y = table_of("y");
  auto z = table_of("z");
  x.merge(infos{first}, at(2));
  auto result = x.merge(infos{second}, at(3));
  BOOST_TEST(result.duplicates == strings{"a"}, tt);
  y.merge(infos{second}, at(2));
  result = y.merge(infos{first}, at(3));
  BOOST_TEST(result.duplicates == strings{"a"}, tt);
  z.merge(infos{second, first, second}, at(2));
  BOOST_CHECK(x.find("a")->info == y.find("a")->info);
  BOOST_CHECK(x.find("a")->info == z.find("a")->info);
}

BOOST_AUTO_TEST_CASE(invalid_records_are_counted_and_the_rest_is_taken) {
  auto table = table_of("self");
  auto bad = node("bad");
  bad.address = "nowhere";
  auto result
    = table.merge(infos{node("a"), bad, node("../b"), node("c")}, at(2));
  BOOST_TEST(result.accepted == 2u);
  BOOST_TEST(result.rejected == 2u);
  BOOST_TEST(result.first_rejection->code == ec::invalid_address);
  BOOST_TEST(ids_of(table.members()) == (strings{"a", "c", "self"}), tt);
}

BOOST_AUTO_TEST_CASE(known_node_is_updated_in_a_full_table_and_no_more_fit_in) {
  table_limits limits;
  limits.records_max = 2;
  auto table = table_of("self", limits);
  table.merge(infos{numbered(node("a"), 1, 0)}, at(2));
  auto result = table.merge(infos{node("b"), numbered(node("a"), 2, 0)}, at(3));
  BOOST_TEST(result.rejected == 1u);
  BOOST_TEST(result.first_rejection->code == ec::overloaded);
  BOOST_TEST(result.accepted == 1u);
  BOOST_TEST(table.find("a")->info.incarnation == 2u);
  check_consistent(table);
}

BOOST_AUTO_TEST_CASE(changes_since_a_version_are_those_after_it_in_order) {
  auto table = table_of("self");
  for (auto* id : {"a", "b", "c"})
    expect(table.add(node(id), at(2)));
  expect(table.accuse("a", accusation_kind::suspect, at(3)));
  BOOST_TEST(ids_of(table.changes_since(0)) == (strings{"self", "b", "c", "a"}),
             tt);
  BOOST_TEST(ids_of(table.changes_since(3)) == (strings{"c", "a"}), tt);
  BOOST_TEST(table.changes_since(table.version()).empty());
  BOOST_TEST(table.changes_since(table.version() + 5).empty());
}

BOOST_AUTO_TEST_CASE(digest_is_that_of_the_content_not_of_its_history) {
  auto x = table_of("x");
  topology_table y{"y"};
  auto a = numbered(node("a", {"x@v1"}), 1, 0);
  auto b = with_status(node("b"), node_status::left);
  x.merge(infos{a, b}, at(2));
  y.merge(infos{b}, at(2));
  BOOST_TEST(x.digest() != y.digest());
  y.merge(infos{numbered(node("a"), 0, 0)}, at(3));
  y.merge(infos{a}, at(4));
  y.merge(std::vector<record_ptr>{x.self()}, at(5));
  BOOST_TEST(x.digest() == y.digest());
  BOOST_TEST(x.version() != y.version());
}

BOOST_AUTO_TEST_CASE(status_alone_changes_the_digest) {
  auto table = table_of("x");
  expect(table.add(node("a"), at(2)));
  std::set<std::uint64_t> digests{table.digest()};
  for (auto status :
       {node_status::suspect, node_status::down, node_status::left}) {
    auto claim = with_status(node("a"), status);
    table.merge(infos{claim}, at(3));
    BOOST_TEST(digests.insert(table.digest()).second);
  }
}

BOOST_AUTO_TEST_CASE(tables_of_one_process_share_records) {
  auto x = table_of("x");
  auto y = table_of("y");
  y.merge(x.records(), at(2));
  BOOST_CHECK(x.find("x") == y.find("x"));
}

// -- in bulk -----------------------------------------------------------------

namespace {

/// As signed by its owner; nobody looks at the signature here.
record_ptr with_proof(const node_info& x) {
  auto proof = std::make_shared<seal>();
  proof->encoded = x.id + std::to_string(x.incarnation) + x.name;
  proof->body_at = {0, static_cast<std::uint32_t>(proof->encoded.size())};
  proof->body_hash = content_hash(x);
  proof->valid_until = at(1'000'000);
  return make_record(x, proof);
}

} // namespace

BOOST_AUTO_TEST_CASE(many_records_are_merged_as_if_they_came_one_by_one) {
  random_source random{17};
  for (int round = 0; round < 200; ++round) {
    table_limits limits;
    limits.records_max = round % 4 == 0 ? 60 : 1'000;
    auto together = table_of("self", limits);
    auto apart = table_of("self", limits);
    for (auto* table : {&together, &apart}) {
      table->merge({numbered(node("n1", {"x@v1"}), 5, 0),
                    with_status(node("n2"), node_status::down)},
                   at(2));
      table->merge(std::vector<node_info>{numbered(node("n3"), 2, 2)}, at(2));
    }
    std::vector<record_ptr> message;
    for (int i = 0; i < 80; ++i) {
      // Some twice, some known, one this node itself.
      auto id = random.chance(0.02) ? std::string{"self"}
                                    : "n" + std::to_string(random.below(100));
      auto x = numbered(node(id, {"x@v1"}), 1 + random.below(3), 0);
      if (random.chance(0.1))
        x.status = node_status::left;
      if (random.chance(0.02))
        x.revision = std::uint64_t{1} << 60; // out of range
      auto made = with_proof(x);
      if (random.chance(0.1)) {
        auto accused = std::make_shared<record>(*made);
        add(accused->accusations,
            {"n7", accusation_kind::suspect, at(1), {}, {}});
        accused->info.status = common_status(*accused);
        made = accused;
      }
      message.push_back(made);
    }
    auto all = together.merge(message, at(3));
    for (const auto& x : message)
      apart.merge(std::vector<record_ptr>{x}, at(3));
    check_consistent(together);
    if (limits.records_max == 60) {
      BOOST_TEST(together.records().size() <= 60u);
      continue; // who finds room depends on the order
    }
    BOOST_TEST(together.digest() == apart.digest());
    BOOST_TEST(ids_of(together.records()) == ids_of(apart.records()), tt);
    BOOST_TEST(all.accepted == all.changes.size());
    // Each change has a version of its own, and all of them are told.
    std::uint64_t last = 0;
    for (const auto& x : all.changes) {
      BOOST_TEST(x.version > last);
      last = x.version;
    }
    BOOST_TEST(last == together.version());
    BOOST_TEST(together.changes_since(4).size() >= all.accepted / 2);
  }
}

BOOST_AUTO_TEST_SUITE_END()
