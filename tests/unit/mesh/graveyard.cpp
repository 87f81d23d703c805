#include "mesh/graveyard.hpp"

#include "support.hpp"

#include "mesh/random.hpp"

#include <algorithm>
#include <string>
#include <vector>

using namespace aegis;
using namespace aegis::mesh;

BOOST_AUTO_TEST_SUITE(mesh_graveyard)

BOOST_AUTO_TEST_CASE(who_was_buried_first_is_the_oldest) {
  graveyard graves;
  graves.bury("b", at(1));
  graves.bury("a", at(2));
  BOOST_TEST(graves.oldest()->id == "b");
  BOOST_CHECK(graves.oldest()->since == at(1));
  graves.exhume("b");
  BOOST_TEST(graves.oldest()->id == "a");
  BOOST_TEST(!graves.contains("b"));
}

BOOST_AUTO_TEST_CASE(empty_one_has_no_oldest) {
  graveyard graves;
  graves.exhume("a");
  BOOST_CHECK(graves.oldest() == nullptr);
  graves.bury("a", at(1));
  graves.exhume("a");
  BOOST_CHECK(graves.oldest() == nullptr);
  BOOST_TEST(graves.size() == 0u);
}

BOOST_AUTO_TEST_CASE(random_history_agrees_with_a_plain_vector) {
  random_source random{7};
  graveyard graves;
  strings model;
  for (int step = 0; step < 5'000; ++step) {
    auto id = std::to_string(random.below(12));
    auto known = std::find(model.begin(), model.end(), id);
    BOOST_REQUIRE_EQUAL(graves.contains(id), known != model.end());
    if (known != model.end()) {
      graves.exhume(id);
      model.erase(known);
    } else {
      graves.bury(id, at(step));
      model.push_back(id);
    }
    BOOST_REQUIRE_EQUAL(graves.size(), model.size());
    if (!model.empty())
      BOOST_REQUIRE_EQUAL(graves.oldest()->id, model.front());
  }
}

BOOST_AUTO_TEST_SUITE_END()
