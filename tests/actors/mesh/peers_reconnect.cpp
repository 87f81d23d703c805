#include "world.hpp"

#include <algorithm>
#include <vector>

using namespace aegis;
using namespace aegis::test;

namespace {

struct fixture : peers_fixture {
  /// Lets time pass until the next dial and lets that fail.
  /// @returns how long it took, at most a minute.
  std::chrono::milliseconds pause_after_failure() {
    dial_fails();
    std::chrono::milliseconds passed{0};
    while (network.open.empty() && passed < 60s) {
      pass(10ms);
      passed += 10ms;
    }
    return passed;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(peers_reconnect, fixture)

BOOST_AUTO_TEST_CASE(pauses_double_up_to_the_maximum) {
  start();
  add("a", "127.0.0.1:1");
  std::vector<std::chrono::milliseconds> pauses;
  for (int i = 0; i < 40; ++i)
    pauses.push_back(pause_after_failure());
  std::chrono::milliseconds ceiling = defaults::backoff_min;
  for (auto pause : pauses) {
    BOOST_TEST(pause.count() <= ceiling.count() + 10);
    BOOST_TEST(pause.count() >= defaults::backoff_min.count() / 10);
    ceiling = std::min(ceiling * 2, defaults::backoff_max);
  }
  BOOST_TEST(info("a").failures == 40u);
  auto longest = *std::max_element(pauses.begin(), pauses.end());
  BOOST_TEST(longest.count() > defaults::backoff_max.count() / 2);
}

BOOST_AUTO_TEST_CASE(pauses_differ_from_each_other) {
  start();
  add("a", "127.0.0.1:1");
  add("b", "127.0.0.1:2");
  std::vector<std::chrono::milliseconds> pauses;
  for (int i = 0; i < 20; ++i)
    pauses.push_back(pause_after_failure());
  std::sort(pauses.begin(), pauses.end());
  pauses.erase(std::unique(pauses.begin(), pauses.end()), pauses.end());
  BOOST_TEST(pauses.size() > 10u);
}

BOOST_AUTO_TEST_CASE(a_lost_peer_is_dialed_again) {
  start();
  node("a");
  add("a", "127.0.0.1:1");
  dial_succeeds("a");
  pass(10s);
  link_down("a", {ec::peer_lost, "reset by peer"});
  auto where = info("a");
  BOOST_CHECK(where.state == peer_state::backing_off);
  BOOST_REQUIRE(where.last_error);
  BOOST_TEST(where.last_error->text == "reset by peer");
  pass(defaults::backoff_min + 10ms);
  BOOST_CHECK(state("a") == peer_state::dialing);
  BOOST_TEST(network.all.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_peer_that_nobody_keeps_is_forgotten_when_lost) {
  start();
  node("a");
  link_up("a");
  link_down("a");
  pass(60s);
  BOOST_TEST(network.all.empty());
  auto unknown = ask<peer_info>(peers, peer_query{"a"});
  BOOST_CHECK(unknown->error.code == ec::unknown_node);
}

BOOST_AUTO_TEST_CASE(connections_that_do_not_last_count_as_failures) {
  start();
  node("a");
  add("a", "127.0.0.1:1");
  for (int i = 0; i < 12; ++i) {
    dial_succeeds("a");
    link_down("a");
    while (network.open.empty())
      pass(10ms);
  }
  dial_succeeds("a");
  auto begin = now();
  link_down("a");
  pass(2s); // twelve times backoff_min at most, had the pauses not grown
  while (network.open.empty())
    pass(10ms);
  BOOST_TEST((now() - begin).count() > 2000);
}

BOOST_AUTO_TEST_CASE(a_connection_that_lasted_starts_the_pauses_anew) {
  start();
  node("a");
  add("a", "127.0.0.1:1");
  for (int i = 0; i < 12; ++i)
    pause_after_failure();
  dial_succeeds("a");
  pass(defaults::stable_after);
  link_down("a");
  pass(defaults::backoff_min + 10ms);
  BOOST_TEST(network.open.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_peer_that_comes_back_replaces_its_dead_connection) {
  start();
  node("a");
  link_up("a");
  auto old = nodes["a"];
  auto asked = ask<ping_result>(peers, ping_request{"a"});
  BOOST_TEST(asked->answers == 0);
  node("a"); // another life, another endpoint
  link_up("a");
  BOOST_TEST(asked->answers == 1);
  BOOST_CHECK(asked->error.code == ec::peer_lost);
  auto connection = connect("a");
  BOOST_REQUIRE(connection->value);
  BOOST_TEST((connection->value->endpoint == nodes["a"].endpoint));
  caf::anon_send(
    peers, detail::link_down{old.link(false), {ec::peer_lost, "the old one"}});
  run();
  BOOST_CHECK(state("a") == peer_state::up);
}

BOOST_AUTO_TEST_CASE(news_of_a_peer_end_its_pause) {
  start();
  add("a", "127.0.0.1:1");
  for (int i = 0; i < 12; ++i)
    pause_after_failure();
  dial_fails();
  ask<topology_view>(topology.actor, node_addition{record_of("a")});
  BOOST_TEST(network.open.size() == 1u);
  BOOST_CHECK(state("a") == peer_state::dialing);
}

BOOST_AUTO_TEST_CASE(who_asks_during_a_pause_waits_for_the_next_attempt) {
  start();
  node("a");
  auto first = connect("a", "127.0.0.1:1");
  dial_fails();
  BOOST_TEST(first->answers == 1);
  auto second = connect("a");
  BOOST_TEST(second->answers == 0);
  pass(defaults::backoff_min + 10ms);
  dial_succeeds("a");
  BOOST_TEST(second->value.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
