#include "small_world.hpp"

#include <caf/event_based_actor.hpp>

#include <memory>
#include <stdexcept>

namespace aegis::simulation {

BOOST_AUTO_TEST_SUITE(lives_suite)

BOOST_AUTO_TEST_CASE(nodes_find_each_other_by_the_first_one) {
  small_world w{12};
  for (std::size_t i = 0; i < w.size(); ++i) {
    BOOST_TEST(w[i].topology().size() == 12u);
    BOOST_TEST(w[i].lives() == 1u);
  }
}

BOOST_AUTO_TEST_CASE(one_that_leaves_is_gone_at_once) {
  small_world w{6};
  w[3].stop();
  BOOST_TEST(!w[3].running());
  w.run_for(2s);
  BOOST_TEST(w.agree());
}

BOOST_AUTO_TEST_CASE(one_that_leaves_may_start_again_at_once) {
  small_world w{6};
  w[3].stop();
  w.run_for(100ms);
  w[3].start();
  w.run_for(5s); // beyond the time that leaving takes
  BOOST_TEST(w[3].running());
  w.settle();
  w[5].reset_connections();
  w[3].reset_connections();
  w.run_for(5s); // others can still dial it
  BOOST_TEST(w.agree());
}

BOOST_AUTO_TEST_CASE(an_id_is_checked_and_taken_once) {
  world w;
  node_traits traits;
  traits.id = "one";
  w.add(traits);
  BOOST_CHECK_THROW(w.add(traits), std::invalid_argument);
  traits.id = ".hidden";
  BOOST_CHECK_THROW(w.add(traits), std::invalid_argument);
  BOOST_TEST(w.size() == 1u);
  BOOST_TEST(!w[0].service({"any", "v1"})); // before its first life
}

BOOST_AUTO_TEST_CASE(one_that_crashes_and_starts_again_is_a_member_again) {
  small_world w{6};
  w[3].end(crash::process);
  w[3].start();
  BOOST_TEST(w[3].lives() == 2u);
  w.settle();
  w.run_for(60s);
  BOOST_TEST(w.agree());
}

BOOST_AUTO_TEST_CASE(a_host_that_comes_back_ends_its_old_connections) {
  small_world w{6};
  w[3].end(crash::host);
  w.run_for(1s);
  w[3].start();
  w.settle();
}

BOOST_AUTO_TEST_CASE(all_may_end_and_start_again) {
  small_world w{6};
  for (std::size_t i = 0; i < w.size(); ++i)
    w[i].end(crash::process);
  w.run_for(10s);
  for (std::size_t i = 0; i < w.size(); ++i)
    w[i].start();
  w.settle();
}

BOOST_AUTO_TEST_CASE(an_actor_ends_with_its_node) {
  small_world w{2};
  auto ended = std::make_shared<bool>(false);
  auto x = w[1].spawn([=](caf::actor_system& sys) {
    return sys.spawn([=](caf::event_based_actor* self) -> caf::behavior {
      self->attach_functor([=] { *ended = true; });
      return {[](int) {}};
    });
  });
  w.run_for(1s);
  BOOST_TEST(!*ended);
  w[1].end(crash::process);
  BOOST_TEST(*ended);
}

BOOST_AUTO_TEST_CASE(a_node_can_be_told_apart_by_its_traits) {
  world w;
  node_traits traits;
  traits.id = "first";
  traits.region = "north";
  traits.labels = {{"rack", "1"}};
  traits.declared = {{"dns", "v1"}};
  auto& node = w.add(traits);
  node.start();
  w.run_for(1s);
  auto record = node.topology().find("first");
  BOOST_REQUIRE(record);
  BOOST_TEST(record->region == "north");
  BOOST_TEST(record->labels.at("rack") == "1");
  BOOST_TEST(node.topology().providers({"dns", "v1"}).size() == 1u);
  BOOST_TEST(w.find("first") == &node);
  BOOST_TEST(w.find("second") == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace aegis::simulation
