#include "mesh/cow_array.hpp"
#include "mesh/cow_hash_table.hpp"

#include "support.hpp"

#include "mesh/hash.hpp"
#include "mesh/random.hpp"

#include <memory>
#include <optional>

using namespace aegis::mesh;

namespace {

using array = cow_array<int, 4>;

array filled(std::size_t n) {
  array result;
  result.reserve(n);
  for (std::size_t i = 0; i < n; ++i)
    result.edit(i) = static_cast<int>(i);
  return result;
}

// A table of numbers, each its own key, beside a plain set as its model. Few
// distinct hashes make long runs of cells.
struct numbers {
  cow_hash_table<std::uint64_t> table;
  std::set<std::uint64_t> model;

  static std::uint64_t hash_of(std::uint64_t x) {
    return x % 7 == 0 ? x % 3 : mix(x % 50);
  }

  void toggle(std::uint64_t x) {
    auto is_x = [&](std::uint64_t y) { return x == y; };
    auto erased = table.erase(hash_of(x), is_x);
    BOOST_REQUIRE_EQUAL(erased, model.erase(x) == 1);
    if (!erased) {
      table.insert(hash_of(x), x);
      model.insert(x);
    }
  }

  void check(std::uint64_t keys) const {
    BOOST_REQUIRE_EQUAL(table.size(), model.size());
    for (std::uint64_t x = 0; x < keys; ++x) {
      auto* found
        = table.find(hash_of(x), [&](std::uint64_t y) { return x == y; });
      BOOST_REQUIRE_EQUAL(found != nullptr, model.count(x) == 1);
    }
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(mesh_cow)

BOOST_AUTO_TEST_CASE(copy_does_not_see_later_changes_of_the_original) {
  auto original = filled(10);
  auto copy = original;
  original.edit(5) = 50;
  BOOST_TEST(copy[5] == 5);
  BOOST_TEST(original[5] == 50);
}

BOOST_AUTO_TEST_CASE(original_does_not_see_changes_of_the_copy) {
  auto original = filled(10);
  auto copy = original;
  copy.edit(5) = 50;
  BOOST_TEST(original[5] == 5);
}

BOOST_AUTO_TEST_CASE(copies_of_copies_are_independent) {
  auto first = filled(4);
  auto second = first;
  auto third = second;
  first.edit(0) = 1;
  second.edit(0) = 2;
  third.edit(0) = 3;
  first = second;
  first.edit(0) = 4;
  BOOST_TEST(first[0] == 4);
  BOOST_TEST(second[0] == 2);
  BOOST_TEST(third[0] == 3);
}

BOOST_AUTO_TEST_CASE(one_change_after_a_copy_costs_one_chunk) {
  auto original = filled(40);
  auto copy = original;
  BOOST_TEST(original.chunks_shared_with(copy) == 10u);
  original.edit(5) = 50;
  original.edit(6) = 60;
  BOOST_TEST(original.chunks_shared_with(copy) == 9u);
}

BOOST_AUTO_TEST_CASE(changes_without_a_copy_between_stay_in_place) {
  auto x = filled(4);
  auto* place = &x[2];
  x.edit(2) = 20;
  BOOST_CHECK(place == &x[2]);
  auto copy = x;
  x.edit(2) = 200;
  place = &x[2];
  x.edit(2) = 2000;
  BOOST_CHECK(place == &x[2]);
  BOOST_TEST(copy[2] == 20);
}

// Copies that are made at random moments must keep saying what they said.
BOOST_AUTO_TEST_CASE(random_history_of_copies_keeps_every_copy_as_it_was) {
  random_source random{3};
  std::vector<std::pair<array, std::vector<int>>> copies;
  copies.emplace_back(filled(32), std::vector<int>(32));
  for (int i = 0; i < 32; ++i)
    copies[0].second[static_cast<std::size_t>(i)] = i;
  for (int step = 0; step < 5'000; ++step) {
    auto& [x, model] = copies[random.below(copies.size())];
    if (random.chance(0.1)) {
      auto twin = std::make_pair(x, model);
      if (copies.size() < 20)
        copies.push_back(std::move(twin));
      else
        copies[random.below(20)] = twin;
    } else {
      auto i = random.below(32);
      x.edit(i) = model[i] = step;
    }
  }
  for (const auto& [x, model] : copies)
    for (std::size_t i = 0; i < 32; ++i)
      BOOST_REQUIRE_EQUAL(x[i], model[i]);
}

BOOST_AUTO_TEST_CASE(hash_table_agrees_with_a_set_over_a_random_history) {
  random_source random{4};
  numbers x;
  for (int step = 0; step < 20'000; ++step) {
    x.toggle(random.below(400));
    if (step % 500 == 0)
      x.check(400);
  }
  x.check(400);
}

BOOST_AUTO_TEST_CASE(copied_hash_tables_go_separate_ways) {
  random_source random{5};
  numbers x;
  for (int step = 0; step < 300; ++step)
    x.toggle(random.below(200));
  auto y = x;
  for (int step = 0; step < 300; ++step) {
    x.toggle(random.below(200));
    y.toggle(random.below(200));
  }
  x.check(200);
  y.check(200);
}

// What is read while a chunk is replaced may have been its only reference.
BOOST_AUTO_TEST_CASE(hash_table_outlives_copies_that_are_thrown_away) {
  random_source random{15};
  numbers x;
  for (int step = 0; step < 5'000; ++step) {
    auto thrown_away = x.table;
    thrown_away = {};
    x.toggle(random.below(400));
  }
  x.check(400);
}

BOOST_AUTO_TEST_CASE(empty_hash_table_finds_nothing) {
  cow_hash_table<int> x;
  BOOST_CHECK(x.find(1, [](int) { return true; }) == nullptr);
  BOOST_TEST(!x.erase(1, [](int) { return true; }));
}

BOOST_AUTO_TEST_SUITE_END()
