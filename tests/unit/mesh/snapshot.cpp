#include "support.hpp"

#include "mesh/random.hpp"

#include <atomic>
#include <thread>

using namespace aegis;
using namespace aegis::mesh;

namespace {

const auto tt = boost::test_tools::per_element();

constexpr int nodes = 10'000;

std::string id(std::uint64_t i) {
  return "node-" + std::to_string(i);
}

// All provide one service, a tenth another, each one of its own; that makes
// the longest list and the most lists.
topology_table large_table() {
  std::vector<node_info> all;
  for (int i = 0; i < nodes; ++i) {
    strings services{"common@v1", "own-" + std::to_string(i) + "@v1"};
    if (i % 10 == 0)
      services.emplace_back("rare@v1");
    all.push_back(numbered(node(id(static_cast<unsigned>(i)), services), 1, 0));
  }
  auto result = table_of("self");
  result.merge(all, at(2));
  return result;
}

std::size_t parts_that_differ(const snapshot_ptr& x, const snapshot_ptr& y) {
  return y->content().parts_in_use()
         - y->content().parts_shared_with(x->content());
}

} // namespace

BOOST_AUTO_TEST_SUITE(mesh_snapshot)

BOOST_AUTO_TEST_CASE(snapshot_says_what_the_table_says) {
  auto table = table_of("self");
  expect(table.add(node("b", {"x@v1"}), at(2)));
  expect(table.add(node("a", {"x@v2"}), at(2)));
  expect(table.add(node("c"), at(2)));
  expect(table.remove("c", at(3)));
  auto x = table.snapshot();
  BOOST_TEST(ids_of(x->members()) == (strings{"a", "b", "self"}), tt);
  BOOST_TEST(ids_of(x->records()) == (strings{"a", "b", "c", "self"}), tt);
  BOOST_TEST(x->size() == 3u);
  BOOST_TEST(x->tombstone_count() == 1u);
  BOOST_TEST(x->version() == table.version());
  BOOST_TEST(x->digest() == table.digest());
  BOOST_TEST(ids_of(x->providers(service("x@v1"))) == strings{"b"}, tt);
  BOOST_CHECK(x->providers(service("x@v1"))[0] == table.find("b"));
  BOOST_TEST(x->by_service("x").size() == 2u);
  BOOST_CHECK(x->find("c") == nullptr);
  BOOST_CHECK(x->find_any("c") == table.find_any("c"));
}

BOOST_AUTO_TEST_CASE(snapshot_keeps_what_it_was) {
  auto table = table_of("self");
  expect(table.add(node("a", {"x@v1"}), at(2)));
  auto before = table.snapshot();
  expect(table.add(node("b", {"x@v1"}), at(3)));
  expect(table.remove("a", at(4)));
  BOOST_TEST(ids_of(before->members()) == (strings{"a", "self"}), tt);
  BOOST_TEST(ids_of(before->providers(service("x@v1"))) == strings{"a"}, tt);
  BOOST_TEST(before->version() == 2u);
}

BOOST_AUTO_TEST_CASE(snapshot_is_the_same_object_until_something_changes) {
  auto table = table_of("self");
  auto before = table.snapshot();
  BOOST_CHECK(table.snapshot() == before);
  expect(table.add(node("a"), at(2)));
  BOOST_CHECK(table.snapshot() != before);
}

BOOST_AUTO_TEST_CASE(empty_snapshot_answers_everything_with_nothing) {
  topology_snapshot x;
  BOOST_TEST(x.members().empty());
  BOOST_CHECK(x.find("a") == nullptr);
  BOOST_TEST(x.providers(service("x@v1")).empty());
  BOOST_TEST(x.by_service("x").empty());
  BOOST_TEST(x.version() == 0u);
}

// -- ten thousand records ----------------------------------------------------

BOOST_AUTO_TEST_CASE(one_edit_among_ten_thousand_copies_one_part) {
  auto table = large_table();
  auto before = table.snapshot();
  auto edited = table.find(id(77))->info;
  edited.labels["key"] = "value";
  edited.revision = 1;
  auto result = table.merge(std::vector<node_info>{edited}, at(3));
  BOOST_TEST(result.accepted == 1u);
  auto after = table.snapshot();
  BOOST_TEST(after->content().parts_in_use() == part_count);
  BOOST_TEST(parts_that_differ(before, after) == 1u);
  BOOST_TEST(table.changes_since(before->version()).size() == 1u);
}

BOOST_AUTO_TEST_CASE(one_arrival_among_ten_thousand_copies_one_part) {
  auto table = large_table();
  auto before = table.snapshot();
  expect(table.add(node("new", {"common@v1", "rare@v1", "new@v1"}), at(3)));
  auto after = table.snapshot();
  BOOST_TEST(parts_that_differ(before, after) == 1u);
  BOOST_TEST(after->providers(service("common@v1")).size() == nodes + 1u);
  BOOST_TEST(before->providers(service("common@v1")).size() == nodes + 0u);
}

BOOST_AUTO_TEST_CASE(services_are_indexed_once_somebody_asks) {
  auto table = large_table();
  auto first = table.snapshot();
  BOOST_CHECK(first->content().services() == nullptr);
  BOOST_TEST(first->providers(service("rare@v1")).size() == nodes / 10u);
  expect(table.add(node("new", {"rare@v1"}), at(3)));
  auto second = table.snapshot();
  BOOST_REQUIRE(second->content().services() != nullptr);
  BOOST_TEST(second->providers(service("rare@v1")).size() == nodes / 10u + 1u);
  // From then on a change costs what it changes.
  expect(table.add(node("newer", {"rare@v1", "new@v1"}), at(3)));
  auto third = table.snapshot();
  auto* index = third->content().services();
  BOOST_TEST(index->chunk_count()
               - index->chunks_shared_with(*second->content().services())
             <= 3u);
  BOOST_TEST(third->providers(service("rare@v1")).size() == nodes / 10u + 2u);
  BOOST_TEST(second->providers(service("rare@v1")).size() == nodes / 10u + 1u);
}

BOOST_AUTO_TEST_CASE(nothing_new_among_ten_thousand_touches_nothing) {
  auto table = large_table();
  auto before = table.snapshot();
  table.merge(table.records(), at(3));
  BOOST_CHECK(table.snapshot() == before);
}

BOOST_AUTO_TEST_CASE(large_table_that_comes_and_goes_stays_consistent) {
  auto table = large_table();
  check_consistent(table);
  random_source random{12};
  for (int i = 0; i < 2'000; ++i) {
    auto which = id(random.below(nodes));
    if (table.find(which))
      expect(table.remove(which, at(3)));
    if (i % 100 == 0)
      table.snapshot();
  }
  table.expire(at(3) + table_limits{}.tombstone_ttl);
  BOOST_TEST(table.tombstone_count() == 0u);
  for (int i = 0; i < 500; ++i)
    expect(table.add(node("new-" + std::to_string(i), {"rare@v1"}), at(4)));
  check_consistent(table);
}

// Worth most under a thread sanitizer.
BOOST_AUTO_TEST_CASE(readers_of_snapshots_do_not_meet_the_writer) {
  auto table = table_of("self");
  for (unsigned i = 0; i < 200; ++i)
    expect(table.add(node(id(i), {"x@v1"}), at(2)));
  std::atomic<bool> stop{false};
  std::atomic<int> wrong{0};
  auto shared = table.snapshot();
  std::thread reader{[&, mine = shared]() mutable {
    while (!stop) {
      auto current = std::atomic_load(&shared);
      for (const auto& x : {mine, current})
        if (x->providers(service("x@v1")).size() + 1 != x->size())
          ++wrong;
      mine = std::move(current);
    }
  }};
  for (unsigned i = 0; i < 2'000; ++i) {
    auto which = id(i % 200);
    if (table.find(which))
      expect(table.remove(which, at(3)));
    else
      expect(table.add(node(which, {"x@v1"}), at(3)));
    std::atomic_store(&shared, table.snapshot());
  }
  stop = true;
  reader.join();
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_SUITE_END()
