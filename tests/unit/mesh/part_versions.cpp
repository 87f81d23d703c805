#include "mesh/part_versions.hpp"

#include "support.hpp"

#include "mesh/random.hpp"

#include <cstdint>
#include <vector>

using namespace aegis::mesh;

namespace {

using numbers = std::vector<std::uint64_t>;

constexpr std::uint64_t four_bytes = std::uint64_t{1} << 32;

} // namespace

BOOST_AUTO_TEST_SUITE(mesh_part_versions)

BOOST_AUTO_TEST_CASE(random_history_agrees_with_a_plain_vector) {
  random_source random{8};
  part_versions versions;
  numbers model;
  std::uint64_t now = 0;
  for (int step = 0; step < 5'000; ++step) {
    now += random.below(1'000);
    auto i = static_cast<std::size_t>(random.below(model.size() + 1));
    auto place = model.begin() + static_cast<std::ptrdiff_t>(i);
    if (i == model.size() || random.chance(0.3)) {
      versions.insert(i, now);
      model.insert(place, now);
    } else if (random.chance(0.4)) {
      versions.erase(i);
      model.erase(place);
    } else {
      versions.replace(i, now);
      *place = now;
    }
    for (i = 0; i < model.size(); ++i)
      BOOST_REQUIRE_EQUAL(versions[i], model[i]);
    BOOST_REQUIRE(versions.newest() <= now);
  }
}

BOOST_AUTO_TEST_CASE(what_is_long_ago_seems_later_and_nothing_seems_earlier) {
  part_versions versions;
  versions.insert(0, 5);
  versions.insert(1, four_bytes - 1);
  BOOST_TEST(versions[0] == 5u);
  versions.insert(2, four_bytes + 1000);
  BOOST_TEST(versions[0] > 5u);
  BOOST_TEST(versions[0] < four_bytes);
  BOOST_TEST(versions[1] == four_bytes - 1);
  BOOST_TEST(versions[2] == four_bytes + 1000);
  versions.replace(0, 9 * four_bytes);
  BOOST_TEST(versions[0] == 9 * four_bytes);
  BOOST_TEST(versions[2] >= four_bytes + 1000);
  BOOST_TEST(versions[2] < 9 * four_bytes);
  BOOST_TEST(versions.newest() == 9 * four_bytes);
}

BOOST_AUTO_TEST_CASE(a_part_that_was_emptied_begins_anew) {
  part_versions versions;
  versions.insert(0, 7);
  versions.erase(0);
  versions.insert(0, 3 * four_bytes);
  BOOST_TEST(versions[0] == 3 * four_bytes);
}

BOOST_AUTO_TEST_SUITE_END()
