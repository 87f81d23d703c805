#include "mesh/probe_order.hpp"

#include "support.hpp"

#include <algorithm>
#include <map>
#include <set>

using namespace aegis::mesh;

namespace {

struct fixture {
  random_source random{1};
  probe_order order;

  void add(int count) {
    for (int i = 0; i < count; ++i)
      order.add(alive("n" + std::to_string(i)), random);
  }

  std::vector<std::string> round() {
    std::vector<std::string> result;
    for (std::size_t i = 0, n = order.size(); i < n; ++i)
      result.push_back(*order.next(random));
    return result;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(mesh_probe_order, fixture)

BOOST_AUTO_TEST_CASE(nobody_is_probed_where_nobody_is) {
  BOOST_TEST(!order.next(random));
}

BOOST_AUTO_TEST_CASE(each_round_has_all_members_once_in_another_order) {
  add(20);
  auto first = round();
  auto second = round();
  BOOST_TEST((std::set<std::string>(first.begin(), first.end()).size() == 20u));
  BOOST_TEST((first != second));
  std::sort(first.begin(), first.end());
  std::sort(second.begin(), second.end());
  BOOST_TEST((first == second));
}

BOOST_AUTO_TEST_CASE(new_members_come_at_any_place_of_the_order) {
  std::map<std::string, std::set<std::size_t>> places;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    random = random_source{seed};
    order = {};
    add(6);
    auto all = round();
    for (std::size_t i = 0; i < all.size(); ++i)
      places[all[i]].insert(i);
  }
  for (const auto& [id, seen] : places)
    BOOST_TEST(seen.size() == 6u, id);
}

BOOST_AUTO_TEST_CASE(members_that_come_and_go_within_a_round_disturb_nobody) {
  add(10);
  std::map<std::string, int> probed;
  for (int i = 0; i < 5; ++i)
    ++probed[*order.next(random)];
  for (int i = 100; i < 110; ++i)
    order.add(alive("n" + std::to_string(i)), random);
  auto gone = probed.begin()->first;
  order.remove(gone);
  order.remove("unknown");
  for (int i = 0; i < 100 && probed.size() < 20u; ++i)
    ++probed[*order.next(random)];
  BOOST_TEST(probed.size() == 20u);
  for (int i = 0; i < 10; ++i)
    BOOST_TEST(probed["n" + std::to_string(i)] <= 2);
  BOOST_TEST(probed[gone] == 1);
}

BOOST_AUTO_TEST_CASE(a_member_is_found_by_its_latest_record) {
  add(3);
  BOOST_TEST(!order.find("n3"));
  BOOST_TEST(order.find("n1")->info.incarnation == 1u);
  order.replace(alive("n1", 2));
  order.replace(alive("n3", 2)); // is not there
  BOOST_TEST(order.find("n1")->info.incarnation == 2u);
  BOOST_TEST(!order.contains("n3"));
  BOOST_TEST(order.size() == 3u);
}

BOOST_AUTO_TEST_CASE(whoever_comes_and_goes_everybody_else_is_found) {
  std::set<std::string> there;
  for (int i = 0; i < 5000; ++i) {
    auto id = "n" + std::to_string(random.below(200));
    if (random.below(4) == 0)
      order.next(random);
    if (there.insert(id).second) {
      order.add(alive(id), random);
    } else if (random.below(2) == 0) {
      there.erase(id);
      BOOST_REQUIRE(order.remove(id));
      BOOST_REQUIRE(!order.remove(id));
    }
    BOOST_REQUIRE(order.size() == there.size());
    BOOST_REQUIRE(order.contains(id) == (there.count(id) != 0));
  }
  for (const auto& id : there)
    BOOST_TEST(order.find(id)->info.id == id);
}

BOOST_AUTO_TEST_SUITE_END()
