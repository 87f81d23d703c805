#include "world.hpp"

using namespace aegis;
using namespace aegis::test;

BOOST_FIXTURE_TEST_SUITE(peers_removal, peers_fixture)

BOOST_AUTO_TEST_CASE(what_is_not_known_cannot_be_removed) {
  auto removed = remove("a");
  BOOST_CHECK(removed->error.code == ec::unknown_node);
  BOOST_TEST(removed->error.text.find("a") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_connected_peer_is_disconnected_and_forgotten) {
  start();
  node("a");
  add("a", "127.0.0.1:1");
  dial_succeeds("a");
  auto removed = remove("a");
  BOOST_REQUIRE(removed->value);
  BOOST_CHECK(removed->value->state == peer_state::up);
  BOOST_TEST(network.disconnected == std::vector<std::string>{"a"});
  link_down("a");
  pass(60s);
  BOOST_TEST(network.all.size() == 1u);
  BOOST_CHECK(remove("a")->error.code == ec::unknown_node);
}

BOOST_AUTO_TEST_CASE(a_peer_that_is_removed_while_it_is_dialed_is_gone) {
  start();
  node("a");
  add("a", "127.0.0.1:1");
  auto asked = connect("a");
  BOOST_REQUIRE(remove("a")->value);
  BOOST_TEST(asked->answers == 1);
  BOOST_CHECK(asked->error.code == ec::not_connected);
  dial_succeeds("a"); // the transport cannot know
  BOOST_TEST(network.disconnected == std::vector<std::string>{"a"});
  link_down("a");
  pass(60s);
  auto after = ask<peer_list>(peers, peers_query{});
  BOOST_TEST(after->value->peers.empty());
  BOOST_TEST(network.all.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_seed_that_is_removed_while_it_is_dialed_is_gone) {
  start();
  node("a");
  add("", "127.0.0.1:1");
  BOOST_REQUIRE(remove("127.0.0.1:1")->value);
  dial_succeeds("a");
  BOOST_TEST(network.disconnected == std::vector<std::string>{"a"});
}

BOOST_AUTO_TEST_CASE(a_peer_that_is_added_again_meanwhile_stays) {
  start();
  node("a");
  add("a", "127.0.0.1:1");
  remove("a");
  add("a", "127.0.0.1:1");
  dial_succeeds("a");
  BOOST_TEST(network.disconnected.empty());
  BOOST_CHECK(state("a") == peer_state::up);
}

BOOST_AUTO_TEST_CASE(a_failure_after_the_removal_changes_nothing) {
  start();
  add("a", "127.0.0.1:1");
  remove("a");
  dial_fails();
  pass(60s);
  BOOST_TEST(network.all.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_peer_in_its_pause_is_forgotten) {
  start();
  add("a", "127.0.0.1:1");
  dial_fails();
  remove("a");
  pass(60s);
  BOOST_TEST(network.all.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_seed_is_removed_by_its_address) {
  start();
  node("a");
  add("", "127.0.0.1:1");
  dial_succeeds("a");
  BOOST_REQUIRE(remove("127.0.0.1:1")->value);
  BOOST_TEST(network.disconnected == std::vector<std::string>{"a"});
  auto left = ask<peer_list>(peers, peers_query{});
  BOOST_TEST(left->value->peers.empty());
}

BOOST_AUTO_TEST_CASE(round_trips_to_a_removed_peer_end_at_once) {
  start();
  node("a");
  link_up("a");
  auto ping = ask<ping_result>(peers, ping_request{"a"});
  BOOST_TEST(ping->answers == 0);
  remove("a");
  BOOST_TEST(ping->answers == 1);
  BOOST_CHECK(ping->error.code == ec::peer_lost);
}

BOOST_AUTO_TEST_SUITE_END()
