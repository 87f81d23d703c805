#include "candidates.hpp"
#include "mesh/consistent_hash.hpp"
#include "mesh/provider_selector.hpp"
#include "support.hpp"

#include <algorithm>

using namespace aegis;
using namespace aegis::mesh;

namespace {

constexpr pick_policy policies[] = {
  pick_policy::round_robin,       pick_policy::random,
  pick_policy::least_outstanding, pick_policy::peak_ewma,
  pick_policy::weighted,          pick_policy::consistent_hash,
};

std::vector<candidate_traits> traits(std::size_t n) {
  std::vector<candidate_traits> result;
  for (std::size_t i = 0; i < n; ++i)
    result.push_back({hasher{}.number(i).result(), 1});
  return result;
}

/// A selector with what it needs, and the shares that it gives out.
struct chooser {
  chooser(pick_policy policy, std::size_t n, bool region = false,
          std::size_t near_count = 0, std::uint64_t seed = 1)
    : selector(policy, region, traits(n), near_count), state(seed), xs(n) {}

  std::optional<std::size_t> pick(std::uint64_t key = 0) {
    return selector.pick(xs, state, {key, xs.total()});
  }

  std::vector<int> shares(int picks) {
    std::vector<int> result(xs.size());
    for (int i = 0; i < picks; ++i)
      ++result[*pick(static_cast<std::uint64_t>(i))];
    return result;
  }

  provider_selector selector;
  selection_state state;
  test_candidates xs;
};

} // namespace

BOOST_AUTO_TEST_SUITE(mesh_selectors)

// -- what holds for all of them ----------------------------------------------

BOOST_AUTO_TEST_CASE(nobody_is_chosen_where_nobody_is_usable) {
  for (auto policy : policies)
    for (auto region : {false, true}) {
      BOOST_TEST(!chooser(policy, 0, region).pick(), to_string(policy));
      chooser x{policy, 3, region, 2};
      x.xs.unusable = {0, 1, 2};
      BOOST_TEST(!x.pick(), to_string(policy));
    }
}

BOOST_AUTO_TEST_CASE(the_only_usable_one_is_found_among_a_thousand) {
  for (auto policy : policies) {
    chooser x{policy, 1000};
    for (std::size_t i = 0; i < 1000; ++i)
      if (i != 617)
        x.xs.unusable.insert(i);
    for (int i = 0; i < 20; ++i)
      BOOST_TEST(x.pick(static_cast<std::uint64_t>(i)).value() == 617u,
                 to_string(policy));
  }
}

BOOST_AUTO_TEST_CASE(equal_candidates_get_equal_shares) {
  for (auto policy : policies) {
    chooser x{policy, 10};
    for (auto share : x.shares(20'000)) {
      // Points on a ring spread keys less evenly.
      auto spread = policy == pick_policy::consistent_hash ? 1000 : 200;
      BOOST_TEST(std::abs(share - 2000) <= spread, to_string(policy)
                                                     << ' ' << share);
    }
  }
}

BOOST_AUTO_TEST_CASE(share_of_an_unusable_one_spreads_over_all_others) {
  for (auto policy : policies) {
    if (policy == pick_policy::consistent_hash)
      continue; // it goes to the next ones on the ring
    chooser x{policy, 10};
    x.xs.unusable = {4};
    auto shares = x.shares(18'000);
    BOOST_TEST(shares[4] == 0);
    for (std::size_t i = 0; i < shares.size(); ++i)
      if (i != 4)
        BOOST_TEST(std::abs(shares[i] - 2000) <= 250, to_string(policy)
                                                        << ' ' << shares[i]);
  }
}

BOOST_AUTO_TEST_CASE(same_seed_makes_the_same_choices) {
  for (auto policy : policies) {
    chooser x{policy, 50, false, 0, 7};
    chooser y{policy, 50, false, 0, 7};
    for (std::uint64_t i = 0; i < 200; ++i)
      BOOST_REQUIRE(*x.pick(i) == *y.pick(i));
  }
}

BOOST_AUTO_TEST_CASE(newcomer_is_called_at_once_but_not_by_all) {
  // Nine that are busy and one that has just come: no load, no latency.
  for (auto policy : policies) {
    chooser x{policy, 10};
    for (std::size_t i = 0; i < 9; ++i) {
      x.xs.load[i] = 8;
      x.xs.costs[i] = 9000;
    }
    auto share = x.shares(10'000)[9];
    BOOST_TEST(share >= 400, to_string(policy) << ' ' << share);
    // At most what two draws give it; the ring may send what others refuse.
    if (policy != pick_policy::consistent_hash)
      BOOST_TEST(share <= 2200, to_string(policy) << ' ' << share);
  }
}

// -- load --------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(least_outstanding_avoids_the_busy_one) {
  chooser x{pick_policy::least_outstanding, 10};
  x.xs.load[3] = 50;
  auto shares = x.shares(10'000);
  BOOST_TEST(shares[3] == 0);
}

BOOST_AUTO_TEST_CASE(peak_ewma_avoids_the_costly_one) {
  chooser x{pick_policy::peak_ewma, 10};
  x.xs.costs.assign(10, 100);
  x.xs.costs[3] = 101;
  BOOST_TEST(x.shares(10'000)[3] == 0);
}

BOOST_AUTO_TEST_CASE(two_choices_keep_queues_short) {
  // A thousand calls that are never answered: the longest queue stays near the
  // average, where random choice lets it grow to some thirty.
  chooser x{pick_policy::least_outstanding, 100};
  for (int i = 0; i < 1000; ++i)
    ++x.xs.load[*x.pick()];
  BOOST_TEST(*std::max_element(x.xs.load.begin(), x.xs.load.end()) <= 14u);
}

// -- weights -----------------------------------------------------------------

BOOST_AUTO_TEST_CASE(weights_decide_on_shares) {
  weighted_choice selector{{100, 200, 0, 700}};
  random_stream random{3};
  test_candidates xs{4};
  std::vector<int> shares(4);
  for (int i = 0; i < 100'000; ++i)
    ++shares[*selector.pick(xs, random)];
  BOOST_TEST(std::abs(shares[0] - 10'000) < 500);
  BOOST_TEST(std::abs(shares[1] - 20'000) < 700);
  BOOST_TEST(shares[2] == 0);
  BOOST_TEST(std::abs(shares[3] - 70'000) < 900);
}

BOOST_AUTO_TEST_CASE(weight_zero_is_the_last_resort) {
  weighted_choice selector{{0, 5}};
  random_stream random{3};
  test_candidates xs{2};
  xs.unusable = {1};
  BOOST_TEST(selector.pick(xs, random).value() == 0u);
}

BOOST_AUTO_TEST_CASE(zero_everywhere_means_all_equal) {
  weighted_choice selector{{0, 0}};
  random_stream random{3};
  test_candidates xs{2};
  std::vector<int> shares(2);
  for (int i = 0; i < 1000; ++i)
    ++shares[*selector.pick(xs, random)];
  BOOST_TEST(std::abs(shares[0] - 500) < 100);
}

BOOST_AUTO_TEST_CASE(extreme_weights_do_not_overflow) {
  std::vector<std::uint32_t> weights(10'000, 0xFFFFFFFF);
  weights[0] = 1;
  weighted_choice selector{weights};
  random_stream random{3};
  test_candidates xs{10'000};
  for (int i = 0; i < 1000; ++i)
    BOOST_REQUIRE(*selector.pick(xs, random) < 10'000u);
}

// -- keys --------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(key_stays_with_its_candidate) {
  chooser x{pick_policy::consistent_hash, 20};
  for (std::uint64_t key = 0; key < 500; ++key)
    BOOST_TEST(*x.pick(key) == *x.pick(key));
}

BOOST_AUTO_TEST_CASE(loss_of_one_moves_only_its_keys) {
  auto all = traits(20);
  auto fewer = all;
  fewer.pop_back();
  provider_selector before{pick_policy::consistent_hash, false, all, 0};
  provider_selector after{pick_policy::consistent_hash, false, fewer, 0};
  selection_state state{1};
  test_candidates xs{20};
  test_candidates ys{19};
  for (std::uint64_t key = 0; key < 5000; ++key) {
    auto was = *before.pick(xs, state, {key, 0});
    auto is = *after.pick(ys, state, {key, 0});
    BOOST_REQUIRE((was == 19u || was == is));
  }
}

BOOST_AUTO_TEST_CASE(order_of_the_list_does_not_matter_to_keys) {
  std::vector<std::uint64_t> ids{11, 22, 33, 44};
  std::vector<std::uint64_t> mirrored{44, 33, 22, 11};
  consistent_hash x{ids};
  consistent_hash y{mirrored};
  test_candidates xs{4};
  for (std::uint64_t key = 0; key < 500; ++key)
    BOOST_TEST(ids[*x.pick(xs, key, 0)] == mirrored[*y.pick(xs, key, 0)]);
}

BOOST_AUTO_TEST_CASE(hot_key_spills_over_at_the_bound) {
  chooser x{pick_policy::consistent_hash, 10};
  for (int i = 0; i < 1000; ++i)
    ++x.xs.load[*x.pick(42)];
  // 1.25 times the average of 100, rounded up for each single call.
  for (auto load : x.xs.load)
    BOOST_TEST(load <= 126u);
}

// -- regions -----------------------------------------------------------------

BOOST_AUTO_TEST_CASE(own_region_gets_all_calls_while_it_can) {
  for (auto policy : policies) {
    chooser x{policy, 10, true, 3};
    auto shares = x.shares(3000);
    for (std::size_t i = 3; i < 10; ++i)
      BOOST_TEST(shares[i] == 0, to_string(policy));
    x.xs.unusable = {0, 1, 2};
    for (int i = 0; i < 100; ++i)
      BOOST_TEST(*x.pick(static_cast<std::uint64_t>(i)) >= 3u,
                 to_string(policy));
  }
}

BOOST_AUTO_TEST_CASE(region_is_nothing_without_the_option) {
  chooser x{pick_policy::random, 10, false, 3};
  BOOST_TEST(x.shares(10'000)[9] > 500);
}

BOOST_AUTO_TEST_SUITE_END()
