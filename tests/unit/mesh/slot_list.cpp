#include "mesh/slot_list.hpp"

#include "support.hpp"

#include "mesh/random.hpp"

#include <algorithm>

using namespace aegis::mesh;

namespace {

using slots = std::vector<slot_id>;

slots contents(const slot_list& list) {
  slots result;
  for (auto slot = list.newest(); slot; slot = list.before(*slot))
    result.push_back(*slot);
  std::reverse(result.begin(), result.end());
  return result;
}

} // namespace

BOOST_AUTO_TEST_SUITE(mesh_slot_list)

BOOST_AUTO_TEST_CASE(slot_that_is_pushed_again_moves_to_the_end) {
  slot_list list;
  for (slot_id slot : {3u, 1u, 2u, 3u})
    list.push(slot);
  BOOST_TEST(contents(list) == (slots{1, 2, 3}),
             boost::test_tools::per_element());
  BOOST_TEST(*list.oldest() == 1u);
}

BOOST_AUTO_TEST_CASE(empty_list_has_neither_end) {
  slot_list list;
  list.push(5);
  list.erase(5);
  list.erase(6);
  BOOST_TEST(!list.oldest().has_value());
  BOOST_TEST(!list.newest().has_value());
  BOOST_TEST(!list.contains(5));
  BOOST_TEST(list.size() == 0u);
}

BOOST_AUTO_TEST_CASE(random_history_agrees_with_a_plain_vector) {
  random_source random{7};
  slot_list list;
  slots model;
  for (int step = 0; step < 5'000; ++step) {
    auto slot = static_cast<slot_id>(random.below(12));
    model.erase(std::remove(model.begin(), model.end(), slot), model.end());
    if (random.chance(0.6)) {
      list.push(slot);
      model.push_back(slot);
    } else {
      list.erase(slot);
    }
    BOOST_REQUIRE(contents(list) == model);
    BOOST_REQUIRE_EQUAL(list.size(), model.size());
  }
}

BOOST_AUTO_TEST_SUITE_END()
