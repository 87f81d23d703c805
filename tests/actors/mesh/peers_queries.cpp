#include "world.hpp"

using namespace aegis;
using namespace aegis::test;

namespace {

struct fixture : peers_fixture {
  std::vector<std::string> ids(std::string type = {}) {
    auto found = ask<peer_list>(peers, peers_query{std::move(type)});
    BOOST_REQUIRE(found->value);
    std::vector<std::string> result;
    for (const auto& x : found->value->peers)
      result.push_back(x.id);
    return result;
  }

  void learn(const std::string& id, const std::string& type) {
    auto record = record_of(id);
    record.type = type;
    ask<topology_view>(topology.actor, node_addition{record});
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(peers_queries, fixture)

BOOST_AUTO_TEST_CASE(peers_are_listed_by_id) {
  BOOST_TEST(ids().empty());
  for (const char* id : {"c", "a", "b"})
    add(id, "127.0.0.1:1");
  BOOST_TEST((ids() == std::vector<std::string>{"a", "b", "c"}));
}

BOOST_AUTO_TEST_CASE(peers_are_listed_by_the_type_that_the_topology_knows) {
  for (const char* id : {"a", "b", "c"})
    add(id, "127.0.0.1:1");
  learn("a", "gateway");
  learn("c", "gateway");
  learn("d", "gateway"); // no peer
  BOOST_TEST((ids("gateway") == std::vector<std::string>{"a", "c"}));
  BOOST_TEST(ids("store").empty());
  BOOST_TEST(info("a").type == "gateway");
  BOOST_TEST(info("b").type.empty());
}

BOOST_AUTO_TEST_CASE(a_peer_goes_through_all_states) {
  add("a", "127.0.0.1:1");
  BOOST_CHECK(state("a") == peer_state::idle);
  BOOST_TEST(!info("a").last_error.has_value());
  start();
  BOOST_CHECK(state("a") == peer_state::dialing);
  dial_fails({ec::untrusted_ca, "no chain"});
  BOOST_CHECK(state("a") == peer_state::backing_off);
  BOOST_CHECK(info("a").last_error->code == ec::untrusted_ca);
  pass(defaults::backoff_min + 10ms);
  node("a");
  dial_succeeds("a");
  BOOST_CHECK(state("a") == peer_state::up);
  BOOST_TEST(info("a").failures == 0u);
}

BOOST_AUTO_TEST_CASE(one_peer_too_many_is_refused) {
  node_settings few = quick_settings();
  few.peers.peers_max = 2;
  peers_fixture small{few};
  BOOST_REQUIRE(small.add("a", "127.0.0.1:1")->value);
  BOOST_REQUIRE(small.add("b", "127.0.0.1:2")->value);
  BOOST_CHECK(small.add("c", "127.0.0.1:3")->error.code == ec::overloaded);
  small.start();
  small.node("d");
  small.link_up("d");
  BOOST_TEST(small.network.disconnected == std::vector<std::string>{"d"});
}

BOOST_AUTO_TEST_SUITE_END()
