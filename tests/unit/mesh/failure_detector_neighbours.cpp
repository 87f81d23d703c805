// Which members are probed: neighbours first, any member on an alarm.

#include "detector_fixture.hpp"

#include <map>
#include <set>

using namespace aegis::mesh;
using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_SUITE(mesh_failure_detector_neighbours, detector_fixture)

BOOST_AUTO_TEST_CASE(neighbours_are_probed_most_of_the_time_the_others_too) {
  members(40);
  for (int i = 0; i < 4; ++i)
    uut.on_connected("n" + std::to_string(i));
  std::map<std::string, int> probed;
  for (int i = 0; i < 400; ++i) {
    auto probe = next_probe();
    uut.on_answer(probe.probe);
    ++probed[probe.target];
  }
  int near = 0;
  for (int i = 0; i < 4; ++i) {
    auto count = probed["n" + std::to_string(i)];
    BOOST_TEST(count >= 350 / 4);
    near += count;
  }
  // One in eight goes to any member, so that all had their turn.
  BOOST_TEST(near >= 350);
  BOOST_TEST(near <= 360);
  BOOST_TEST(probed.size() == 40u);
}

BOOST_AUTO_TEST_CASE(who_is_not_connected_any_more_is_no_neighbour) {
  members(10);
  uut.on_connected("n1");
  uut.on_connected("stranger"); // becomes a member later
  uut.on_connected("n2");
  uut.on_disconnected("n1");
  table.drop(uut, "n2");
  table.join(uut, alive("stranger", 1));
  std::map<std::string, int> probed;
  for (int i = 0; i < 80; ++i) {
    auto probe = next_probe();
    uut.on_answer(probe.probe);
    ++probed[probe.target];
  }
  BOOST_TEST(probed["stranger"] >= 70);
  BOOST_TEST(probed["n1"] <= 2);
  BOOST_TEST(probed.count("n2") == 0u);
}

BOOST_AUTO_TEST_CASE(on_an_alarm_all_probes_go_to_any_member) {
  members(60);
  for (int i = 0; i < 2; ++i)
    uut.on_connected("n" + std::to_string(i));
  uut.on_accusation("n50", 1, "n49", now);
  std::set<std::string> probed;
  for (unsigned i = 0; i < aegis::defaults::alarm_probes; ++i) {
    auto probe = next_probe();
    uut.on_answer(probe.probe);
    probed.insert(probe.target);
  }
  // All of them different, but for the accused one's that is out of turn.
  BOOST_TEST(probed.size() + 1 >= aegis::defaults::alarm_probes);
  auto far = 0;
  for (int i = 0; i < 7; ++i) {
    auto probe = next_probe();
    uut.on_answer(probe.probe);
    far += probe.target != "n0" && probe.target != "n1" ? 1 : 0;
  }
  BOOST_TEST(far <= 1);
}

BOOST_AUTO_TEST_SUITE_END()
