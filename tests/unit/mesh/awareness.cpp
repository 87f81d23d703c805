#include "mesh/awareness.hpp"

#include "support.hpp"

#include <chrono>

using namespace aegis::mesh;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(mesh_awareness)

BOOST_AUTO_TEST_CASE(healthy_node_does_not_stretch_times) {
  awareness x;
  x.improve();
  BOOST_TEST(x.score() == 0u);
  BOOST_TEST(x.scale(500ms).count() == 500);
}

BOOST_AUTO_TEST_CASE(each_failure_stretches_times_by_one_more) {
  awareness x;
  x.worsen();
  x.worsen(2);
  BOOST_TEST(x.scale(500ms).count() == 2000);
  x.improve();
  BOOST_TEST(x.scale(500ms).count() == 1500);
}

BOOST_AUTO_TEST_CASE(score_stays_within_its_maximum) {
  awareness x{8};
  x.worsen(7);
  x.worsen(1000);
  BOOST_TEST(x.score() == 8u);
  x.worsen();
  BOOST_TEST(x.score() == 8u);
  x.improve();
  BOOST_TEST(x.score() == 7u);
}

BOOST_AUTO_TEST_SUITE_END()
