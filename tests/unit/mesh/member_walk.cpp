#include "mesh/member_walk.hpp"

#include "support.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <set>

using namespace aegis::mesh;

namespace {

struct fixture {
  random_source random{1};
  record_store store;
  member_walk walk{"me"};

  fixture() {
    add("me");
  }

  void put(const record_ptr& x) {
    store.put(x);
    walk.follow(std::make_shared<topology_snapshot>(store, 1));
  }

  void add(const std::string& id) {
    put(alive(id, 1));
  }

  void add(int count) {
    for (int i = 0; i < count; ++i)
      add("n" + std::to_string(i));
  }

  void drop(const std::string& id) {
    put(with_status(*store.find(id), aegis::node_status::down));
  }

  /// At which places of an order of `count` each comes, over many seeds.
  std::map<std::string, std::set<std::size_t>> places(std::size_t count) {
    std::map<std::string, std::set<std::size_t>> result;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
      random = random_source{seed};
      auto all = next(count);
      for (std::size_t i = 0; i < all.size(); ++i)
        result[all[i]].insert(i);
    }
    return result;
  }

  strings next(std::size_t count) {
    strings result;
    for (std::size_t i = 0; i < count; ++i)
      result.push_back(*walk.next(random));
    return result;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(mesh_member_walk, fixture)

BOOST_AUTO_TEST_CASE(nobody_is_probed_where_nobody_is) {
  BOOST_TEST(!walk.next(random));
  BOOST_TEST(walk.helpers("x", 3, random).empty());
  BOOST_TEST(!member_walk{"me"}.next(random));
  BOOST_TEST(member_walk{"me"}.helpers("x", 3, random).empty());
}

BOOST_AUTO_TEST_CASE(each_round_has_all_members_once_in_another_order) {
  add(600); // more than there are parts
  auto first = next(600);
  auto second = next(600);
  BOOST_TEST(
    (std::set<std::string>(first.begin(), first.end()).size() == 600u));
  BOOST_TEST((first != second));
  BOOST_TEST((ordered(first) == ordered(second)));
}

BOOST_AUTO_TEST_CASE(members_come_at_any_place_of_the_order) {
  add(6);
  auto seen_at = places(6);
  BOOST_TEST(seen_at.size() == 6u);
  for (const auto& [id, seen] : seen_at)
    BOOST_TEST(seen.size() == 6u, id);
}

BOOST_AUTO_TEST_CASE(members_of_one_part_come_at_any_place_of_its_order) {
  strings ids;
  for (int i = 0; ids.size() < 4; ++i)
    if (auto id = "n" + std::to_string(i); part_of(id) == 7)
      ids.push_back(id);
  for (const auto& id : ids)
    add(id);
  auto seen_at = places(4);
  BOOST_TEST(seen_at.size() == 4u);
  for (const auto& [id, seen] : seen_at)
    BOOST_TEST(seen.size() == 4u, id);
}

BOOST_AUTO_TEST_CASE(ids_with_one_hash_are_each_probed) {
  for (auto* id : {"a", "b", "c"}) {
    auto x = std::make_shared<record>(*alive(id, 1));
    x->id_hash = 7;
    put(x);
  }
  BOOST_TEST(ordered(next(3)) == (strings{"a", "b", "c"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(members_that_come_and_go_within_a_round_disturb_nobody) {
  add(10);
  std::map<std::string, int> probed;
  for (const auto& id : next(5))
    ++probed[id];
  for (int i = 100; i < 110; ++i)
    add("n" + std::to_string(i));
  auto gone = probed.begin()->first;
  drop(gone);
  for (int i = 0; i < 100 && probed.size() < 20u; ++i)
    ++probed[*walk.next(random)];
  BOOST_TEST(probed.size() == 20u);
  for (const auto& [id, count] : probed)
    BOOST_TEST(count <= 2, id);
  BOOST_TEST(probed[gone] == 1);
}

BOOST_AUTO_TEST_CASE(neither_tombstones_nor_local_records_nor_oneself_count) {
  add(3);
  drop("n1");
  auto local = std::make_shared<record>(*alive("here", 1));
  local->local = true;
  put(local);
  BOOST_TEST(ordered(next(2)) == (strings{"n0", "n2"}),
             boost::test_tools::per_element());
  for (auto* id : {"n1", "here", "me", "unknown"})
    BOOST_CHECK(walk.find(id) == nullptr);
  BOOST_TEST(walk.find("n0")->info.id == "n0");
  BOOST_TEST(ordered(walk.helpers("x", 9, random)) == (strings{"n0", "n2"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(helpers_are_others_each_once_and_not_always_the_same) {
  add(10);
  std::set<strings> seen;
  for (int i = 0; i < 50; ++i) {
    auto helpers = walk.helpers("n3", 3, random);
    std::set<std::string> distinct(helpers.begin(), helpers.end());
    BOOST_TEST(distinct.size() == 3u);
    BOOST_TEST(distinct.count("n3") == 0u);
    seen.insert(helpers);
  }
  BOOST_TEST(seen.size() > 10u);
  BOOST_TEST(walk.helpers("n3", 100, random).size() == 9u);
}

BOOST_AUTO_TEST_SUITE_END()
