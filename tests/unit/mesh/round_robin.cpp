#include "mesh/round_robin.hpp"

#include "support.hpp"

#include <atomic>
#include <thread>

using namespace aegis::mesh;

namespace {

std::vector<int> shares(round_robin& selector, std::size_t n, int picks,
                        const std::set<std::size_t>& skipped) {
  std::vector<int> result(n);
  for (int i = 0; i < picks; ++i) {
    auto index
      = selector.pick(n, [&](std::size_t x) { return skipped.count(x) != 0; });
    BOOST_REQUIRE(index.has_value());
    ++result[*index];
  }
  return result;
}

const auto tt = boost::test_tools::per_element();

} // namespace

BOOST_AUTO_TEST_SUITE(mesh_round_robin)

BOOST_AUTO_TEST_CASE(candidates_take_turns) {
  round_robin selector;
  for (std::size_t expected : {0u, 1u, 2u, 0u, 1u})
    BOOST_TEST(*selector.pick(3) == expected);
}

BOOST_AUTO_TEST_CASE(first_turn_is_where_the_selector_begins) {
  round_robin selector{5};
  BOOST_TEST(*selector.pick(3) == 2u);
}

BOOST_AUTO_TEST_CASE(share_of_a_skipped_candidate_spreads_over_all_others) {
  round_robin selector;
  BOOST_TEST(
    shares(selector, 4, 300, {1}) == (std::vector<int>{100, 0, 100, 100}), tt);
  BOOST_TEST(shares(selector, 4, 300, {1, 2, 3})
               == (std::vector<int>{300, 0, 0, 0}),
             tt);
}

BOOST_AUTO_TEST_CASE(nothing_is_picked_if_there_is_nothing_to_pick) {
  round_robin selector;
  BOOST_TEST(!selector.pick(0).has_value());
  BOOST_TEST(!selector.pick(3, [](std::size_t) { return true; }).has_value());
}

BOOST_AUTO_TEST_CASE(candidates_may_come_and_go_between_turns) {
  round_robin selector;
  for (std::size_t n : {3u, 1u, 7u, 2u, 5u})
    BOOST_TEST(*selector.pick(n) < n);
}

BOOST_AUTO_TEST_CASE(turns_of_several_threads_add_up_to_equal_shares) {
  constexpr int threads = 4;
  constexpr int picks = 3'000;
  round_robin selector;
  std::array<std::atomic<int>, 3> counts{};
  std::vector<std::thread> all;
  for (int i = 0; i < threads; ++i)
    all.emplace_back([&] {
      for (int j = 0; j < picks; ++j)
        ++counts[*selector.pick(counts.size())];
    });
  for (auto& x : all)
    x.join();
  for (auto& count : counts)
    BOOST_TEST(count == threads * picks / 3);
}

BOOST_AUTO_TEST_SUITE_END()
