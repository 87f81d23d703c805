// A mesh in which each member can reach only some others.

#include "crowd.hpp"

#include <thread>

using namespace aegis::test;

namespace {

/// Members listen at 127.0.0.1 only: at the address that they tell others
/// nobody answers, but its port is the real one.
const std::string unreachable = "advertise=127.0.0.99:0";

struct fixture : crowd {
  /// Each can dial the one before it and nobody else.
  void chain(int count) {
    for (int i = 0; i < count; ++i)
      link(i, i - 1);
  }

  void link(int from, int to) {
    std::vector<std::string> options{unreachable};
    if (to >= 0)
      options.push_back("peer=" + listening(members.at(name(to))->address()));
    add(name(from), options).address();
  }

  static std::string name(int number) {
    return "c" + std::to_string(number);
  }

  static std::string listening(const std::string& address) {
    return "127.0.0.1" + address.substr(address.rfind(':'));
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(partial_connectivity, fixture)

BOOST_AUTO_TEST_CASE(chain_converges_and_keeps_all_its_members) {
  chain(6);
  BOOST_REQUIRE(all_see_all());
  auto begin = now();
  std::this_thread::sleep_for(
    15s); // several rounds of probes, and their trials
  BOOST_TEST_MESSAGE(
    "suspected without a way: " << told_of("suspected", begin).size());
  BOOST_TEST(told_of("down", begin).empty(), join(told_of("down", begin)));
  link(6, 5);
  BOOST_TEST(all_hear("joined", "c6", begin).has_value());
}

BOOST_AUTO_TEST_CASE(end_of_a_chain_that_dies_is_down_for_all) {
  chain(5);
  BOOST_REQUIRE(all_see_all());
  auto begin = now();
  members.at("c4")->kill();
  auto agreed = all_hear("down", "c4", begin);
  BOOST_REQUIRE(agreed);
  BOOST_TEST_MESSAGE("end of a chain: all agree after " << agreed->count()
                                                        << " ms");
}

BOOST_AUTO_TEST_SUITE_END()
