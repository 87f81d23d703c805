#include "world.hpp"

using namespace aegis;
using namespace aegis::test;

BOOST_FIXTURE_TEST_SUITE(peers_connect, peers_fixture)

BOOST_AUTO_TEST_CASE(a_peer_is_dialed_once_the_node_has_started) {
  auto added = add("a", "127.0.0.1:1");
  BOOST_REQUIRE(added->value);
  BOOST_CHECK(added->value->state == peer_state::idle);
  BOOST_TEST(network.all.empty());
  start();
  BOOST_TEST(network.all == std::vector<std::string>{"127.0.0.1:1 a"});
  BOOST_CHECK(state("a") == peer_state::dialing);
  node("a");
  dial_succeeds("a");
  BOOST_CHECK(state("a") == peer_state::up);
  BOOST_CHECK(info("a").connected_since == now());
}

BOOST_AUTO_TEST_CASE(a_peer_that_is_added_later_is_dialed_at_once) {
  start();
  auto added = add("a", "127.0.0.1:1");
  BOOST_REQUIRE(added->value);
  BOOST_CHECK(added->value->state == peer_state::dialing);
  BOOST_TEST(network.all.size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_a_peer_is_refused) {
  auto code = [&](const char* id, const char* address) {
    return add(id, address)->error.code;
  };
  BOOST_CHECK(code("here", "127.0.0.1:1") == ec::invalid_argument);
  BOOST_CHECK(code("../a", "127.0.0.1:1") == ec::invalid_id);
  BOOST_CHECK(code("a", "nowhere") == ec::invalid_address);
  BOOST_CHECK(code("a", "127.0.0.1:0") == ec::invalid_address);
  BOOST_CHECK(code("", "") == ec::invalid_argument);
  BOOST_CHECK(code("a", "127.0.0.1:1") == ec::none);
  BOOST_CHECK(code("a", "127.0.0.1:2") == ec::already_exists);
}

BOOST_AUTO_TEST_CASE(all_who_ask_share_one_connection) {
  start();
  std::vector<reply_ptr<peer_connection>> replies;
  for (int i = 0; i < 50; ++i)
    replies.push_back(connect("a", "127.0.0.1:1"));
  BOOST_TEST(network.all.size() == 1u);
  for (const auto& x : replies)
    BOOST_TEST(x->answers == 0);
  node("a");
  dial_succeeds("a");
  for (const auto& x : replies) {
    BOOST_TEST(x->answers == 1);
    BOOST_REQUIRE(x->value);
    BOOST_TEST((x->value->endpoint == nodes["a"].endpoint));
  }
  auto late = connect("a");
  BOOST_REQUIRE(late->value);
  BOOST_TEST(network.all.size() == 1u);
}

BOOST_AUTO_TEST_CASE(all_who_ask_share_one_error) {
  start();
  auto first = connect("a", "127.0.0.1:1");
  auto second = connect("a", "127.0.0.1:1");
  dial_fails({ec::name_mismatch, "expected a, got b"});
  for (const auto& x : {first, second}) {
    BOOST_TEST(x->answers == 1);
    BOOST_CHECK(x->error.code == ec::name_mismatch);
  }
  auto where = info("a");
  BOOST_CHECK(where.state == peer_state::backing_off);
  BOOST_TEST(where.failures == 1u);
  BOOST_REQUIRE(where.last_error);
  BOOST_TEST(where.last_error->text == "expected a, got b");
}

BOOST_AUTO_TEST_CASE(one_too_many_is_told_so) {
  start();
  for (std::size_t i = 0; i < defaults::connection_waiters_max; ++i)
    caf::anon_send(peers, connection_request{"a", "127.0.0.1:1"});
  run();
  BOOST_CHECK(connect("a")->error.code == ec::overloaded);
}

BOOST_AUTO_TEST_CASE(before_the_start_nobody_is_dialed) {
  auto asked = connect("a", "127.0.0.1:1");
  BOOST_CHECK(asked->error.code == ec::not_connected);
  BOOST_TEST(network.all.empty());
  auto unknown = ask<peer_info>(peers, peer_query{"a"});
  BOOST_CHECK(unknown->error.code == ec::unknown_node);
}

BOOST_AUTO_TEST_CASE(a_peer_without_address_is_unknown) {
  start();
  auto asked = connect("a");
  BOOST_TEST(asked->answers == 1);
  BOOST_CHECK(asked->error.code == ec::unknown_node);
}

BOOST_AUTO_TEST_CASE(the_address_is_taken_from_the_topology) {
  ask<topology_view>(topology.actor, node_addition{record_of("a")});
  start();
  connect("a");
  BOOST_TEST(network.all == std::vector<std::string>{"127.0.0.1:8443 a"});
}

BOOST_AUTO_TEST_CASE(an_address_given_and_one_of_the_topology_take_turns) {
  ask<topology_view>(topology.actor, node_addition{record_of("a")});
  start();
  add("a", "127.0.0.1:1");
  dial_fails();
  pass(1s);
  BOOST_REQUIRE(network.all.size() >= 2u);
  BOOST_TEST(network.all[0] == "127.0.0.1:1 a");
  BOOST_TEST(network.all[1] == "127.0.0.1:8443 a");
}

BOOST_AUTO_TEST_CASE(a_peer_that_dials_us_is_known_while_it_is_up) {
  start();
  node("a");
  link_up("a");
  BOOST_CHECK(state("a") == peer_state::up);
  BOOST_REQUIRE(connect("a")->value);
  BOOST_TEST(network.all.empty());
}

BOOST_AUTO_TEST_CASE(a_peer_that_dials_us_while_we_dial_it_is_up) {
  start();
  auto asked = connect("a", "127.0.0.1:1");
  node("a");
  link_up("a");
  BOOST_TEST(asked->answers == 1);
  BOOST_CHECK(state("a") == peer_state::up);
  dial_fails({ec::duplicate_id, "connected already"});
  BOOST_CHECK(state("a") == peer_state::up);
  BOOST_TEST(info("a").failures == 0u);
}

BOOST_AUTO_TEST_CASE(a_late_result_of_an_old_attempt_changes_nothing) {
  start();
  add("a", "127.0.0.1:1");
  auto old = network.open.front();
  node("a");
  link_up("a");
  link_down("a");
  pass(1s);
  BOOST_CHECK(state("a") == peer_state::dialing);
  old.done(fault{ec::unreachable, "an old story"});
  run();
  BOOST_CHECK(state("a") == peer_state::dialing);
}

// -- seeds -------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_seed_learns_its_id_from_the_connection) {
  start();
  add("", "127.0.0.1:1");
  BOOST_TEST(network.all == std::vector<std::string>{"127.0.0.1:1 "});
  BOOST_TEST(info("127.0.0.1:1").id.empty());
  node("a");
  dial_succeeds("a");
  BOOST_TEST(info("127.0.0.1:1").id == "a");
  BOOST_CHECK(state("a") == peer_state::up);
  auto all = ask<peer_list>(peers, peers_query{});
  BOOST_REQUIRE(all->value);
  BOOST_TEST(all->value->peers.size() == 1u);
}

BOOST_AUTO_TEST_CASE(who_waits_for_a_seed_is_answered) {
  start();
  add("", "127.0.0.1:1");
  auto asked = connect("127.0.0.1:1");
  BOOST_TEST(asked->answers == 0);
  node("a");
  dial_succeeds("a");
  BOOST_TEST(asked->answers == 1);
  BOOST_REQUIRE(asked->value);
  BOOST_TEST(asked->value->node_id == "a");
}

BOOST_AUTO_TEST_CASE(two_addresses_of_one_node_are_one_peer_under_both) {
  start();
  node("a");
  add("", "127.0.0.1:1");
  dial_succeeds("a");
  add("", "127.0.0.2:1");
  dial_succeeds("a");
  auto all = ask<peer_list>(peers, peers_query{});
  BOOST_TEST(all->value->peers.size() == 1u);
  for (const char* name : {"a", "127.0.0.1:1", "127.0.0.2:1"}) {
    BOOST_TEST_INFO(name);
    BOOST_TEST(info(name).id == "a");
    BOOST_TEST(connect(name)->value.has_value());
  }
  BOOST_CHECK(add("", "127.0.0.2:1")->error.code == ec::already_exists);
}

BOOST_AUTO_TEST_CASE(another_node_at_the_address_of_a_seed_is_taken) {
  start();
  add("", "127.0.0.1:1");
  node("a");
  dial_succeeds("a");
  link_down("a");
  pass(1s);
  BOOST_TEST(network.all.back() == "127.0.0.1:1 a");
  dial_fails({ec::name_mismatch, "expected a, got b"});
  pass(2s);
  BOOST_TEST(network.all.back() == "127.0.0.1:1 ");
  node("b");
  dial_succeeds("b");
  BOOST_TEST(info("127.0.0.1:1").id == "b");
}

BOOST_AUTO_TEST_CASE(another_node_at_the_address_of_a_given_id_is_not_taken) {
  start();
  add("a", "127.0.0.1:1");
  dial_fails({ec::name_mismatch, "expected a, got b"});
  pass(1s);
  BOOST_TEST(network.all.back() == "127.0.0.1:1 a");
}

BOOST_AUTO_TEST_SUITE_END()
