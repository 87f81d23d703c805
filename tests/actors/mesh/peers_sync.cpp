#include "wire/frame_codec.hpp"
#include "wire/record_codec.hpp"
#include "world.hpp"

using namespace aegis;
using namespace aegis::test;

namespace {

/// Node "here", connected with others that have topologies of their own.
struct fixture : peers_fixture {
  std::map<std::string, topology_under_test> others;

  explicit fixture(const node_settings& settings = quick_settings())
    : peers_fixture(settings) {
    start();
  }

  /// A node whose endpoint answers syncs from its topology.
  void join(const std::string& id, bool dialed = false) {
    auto& x = node(id);
    others[id] = spawn_topology(id, {}, 77);
    auto table = others[id].actor;
    auto log = x.log;
    // Questions are passed on by an actor, as the endpoint does.
    x.endpoint = keep(sys.spawn([=](caf::event_based_actor* self) {
      return caf::behavior{[=](const frame& f) -> caf::result<frame> {
        log->frames.push_back(f);
        auto request = wire::unpack<v1::SyncRequest>(f);
        if (!request)
          return to_error(request.error());
        auto promise = self->make_response_promise<frame>();
        self->request(table, caf::infinite, std::move(*request))
          .then([promise](const v1::SyncResponse& r) mutable {
            promise.deliver(wire::pack(r));
          });
        return promise;
      }};
    }));
    link_up(id, dialed);
  }

  reply_ptr<sync_summary> sync(const std::string& id = {}) {
    return ask<sync_summary>(peers, peer_sync_request{id});
  }

  std::size_t syncs(const std::string& id) {
    return nodes[id].count(frame_kind::sync_request);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(peers_sync, fixture)

BOOST_AUTO_TEST_CASE(a_sync_makes_two_tables_equal) {
  join("a");
  auto done = sync("a");
  BOOST_REQUIRE(done->value);
  BOOST_TEST(done->value->peers == 1u);
  BOOST_TEST(done->value->changes == 1u);
  BOOST_TEST(topology.view().size() == 2u);
  BOOST_TEST(topology.view().digest() == others["a"].view().digest());
  auto again = sync("a");
  BOOST_REQUIRE(again->value);
  BOOST_TEST(again->value->changes == 0u);
}

BOOST_AUTO_TEST_CASE(all_connected_peers_are_synced_with) {
  for (const char* id : {"a", "b", "c"})
    join(id);
  add("d", "127.0.0.1:4"); // not connected
  auto done = sync();
  pass(1s); // a new node takes the table of one after the other
  BOOST_REQUIRE(done->value);
  BOOST_TEST(done->value->peers == 3u);
  BOOST_TEST(topology.view().size() == 4u);
}

BOOST_AUTO_TEST_CASE(without_peers_a_sync_with_all_is_done_at_once) {
  auto done = sync();
  BOOST_REQUIRE(done->value);
  BOOST_TEST(done->value->peers == 0u);
}

BOOST_AUTO_TEST_CASE(one_failing_peer_does_not_fail_the_round) {
  join("a");
  node("b").log->answer = [](const frame&) {
    return frame{frame_kind::sync_response, "\xff"};
  };
  link_up("b");
  auto done = sync();
  pass(1s);
  BOOST_REQUIRE(done->value);
  BOOST_TEST(done->value->peers == 1u);
  BOOST_CHECK(sync("b")->error.code == ec::malformed_message);
}

BOOST_AUTO_TEST_CASE(who_is_not_connected_is_not_synced_with) {
  BOOST_CHECK(sync("nobody")->error.code == ec::unknown_node);
  add("b", "127.0.0.1:2");
  BOOST_CHECK(sync("b")->error.code == ec::not_connected);
}

BOOST_AUTO_TEST_CASE(who_dialed_begins_a_sync_when_the_link_is_up) {
  join("a", true);
  join("b", false);
  BOOST_TEST(syncs("a") == 1u);
  BOOST_TEST(topology.view().find("a")->name == "Node a");
}

BOOST_AUTO_TEST_CASE(questions_during_a_sync_share_the_next_one) {
  node("a");
  link_up("a");
  std::vector<reply_ptr<sync_summary>> replies;
  for (int i = 0; i < 10; ++i)
    replies.push_back(sync("a"));
  BOOST_TEST(syncs("a") == 1u);
  v1::SyncResponse nothing_new;
  nothing_new.set_seen(~std::uint64_t{0});
  nodes["a"].release(wire::pack(nothing_new));
  run();
  BOOST_TEST(replies[0]->answers == 1);
  BOOST_TEST(replies[9]->answers == 0);
  BOOST_TEST(syncs("a") == 2u);
  nodes["a"].release(wire::pack(nothing_new));
  run();
  for (const auto& x : replies)
    BOOST_TEST(x->answers == 1);
  BOOST_TEST(syncs("a") == 2u);
}

BOOST_AUTO_TEST_CASE(a_lost_link_fails_the_sync_and_those_that_wait) {
  node("a");
  link_up("a");
  auto first = sync("a");
  auto second = sync("a");
  link_down("a");
  BOOST_CHECK(first->error.code == ec::peer_lost);
  BOOST_CHECK(second->error.code == ec::peer_lost);
}

BOOST_AUTO_TEST_CASE(a_change_is_pushed_to_connected_peers) {
  join("a");
  sync("a");
  auto before = syncs("a");
  ask<topology_view>(topology.actor, service_announcement{{"greeting", "v1"}});
  BOOST_TEST(syncs("a") == before);
  pass(defaults::push_delay + 10ms);
  BOOST_TEST(syncs("a") == before + 1);
  BOOST_TEST(others["a"].view().providers({"greeting", "v1"}).size() == 1u);
}

BOOST_AUTO_TEST_CASE(changes_within_the_delay_travel_together) {
  join("a");
  sync("a");
  pass(1s);
  auto before = syncs("a");
  for (int i = 0; i < 10; ++i)
    ask<topology_view>(topology.actor,
                       service_announcement{{"s" + std::to_string(i), "v1"}});
  pass(1s);
  BOOST_TEST(syncs("a") == before + 1);
}

BOOST_AUTO_TEST_CASE(
  news_that_keep_coming_travel_together_after_a_calm_at_once) {
  join("a");
  sync("a");
  pass(1s);
  auto before = syncs("a");
  for (int i = 0; i < 100; ++i) {
    ask<topology_view>(topology.actor,
                       service_announcement{{"s" + std::to_string(i), "v1"}});
    pass(20ms);
  }
  // Each 20 ms would be a hundred; each 160 ms is thirteen.
  BOOST_TEST(syncs("a") - before <= 25u);
  BOOST_TEST(syncs("a") - before >= 8u);
  pass(1s);
  before = syncs("a");
  ask<topology_view>(topology.actor, service_announcement{{"last", "v1"}});
  pass(defaults::push_delay + 10ms);
  BOOST_TEST(syncs("a") == before + 1);
}

BOOST_AUTO_TEST_CASE(a_change_is_pushed_to_some_peers_only) {
  for (int i = 0; i < 20; ++i)
    join("n" + std::to_string(i));
  pass(1s);
  std::size_t before = 0;
  for (auto& [id, x] : nodes)
    before += syncs(id);
  ask<topology_view>(topology.actor, service_announcement{{"greeting", "v1"}});
  pass(defaults::push_delay + 10ms);
  std::size_t after = 0;
  for (auto& [id, x] : nodes)
    after += syncs(id);
  BOOST_TEST(after - before >= 1u);
  BOOST_TEST(after - before <= defaults::push_fan_out);
}

BOOST_AUTO_TEST_CASE(news_are_pushed_on_as_long_as_they_are_news) {
  for (int i = 0; i < 20; ++i)
    join("n" + std::to_string(i));
  sync();
  pass(3s);
  BOOST_REQUIRE(topology.view().size() == 21u);
  ask<topology_view>(topology.actor, service_announcement{{"greeting", "v1"}});
  // Nobody else tells them, and the timer is far away.
  pass(2s);
  for (auto& [id, x] : others)
    BOOST_TEST(x.view().providers({"greeting", "v1"}).size() == 1u,
               id << " knows " << x.view().size() << ", was asked " << syncs(id)
                  << " times");
}

BOOST_AUTO_TEST_CASE(a_peer_that_finds_all_of_it_new_is_told_once) {
  node("liar").log->answer = [](const frame&) {
    v1::SyncResponse lie;
    lie.set_accepted(1);
    lie.set_seen(~std::uint64_t{0});
    return wire::pack(lie);
  };
  link_up("liar");
  pass(1s);
  auto before = syncs("liar");
  ask<topology_view>(topology.actor, service_announcement{{"greeting", "v1"}});
  pass(3s);
  BOOST_TEST(syncs("liar") == before + 1);
}

BOOST_AUTO_TEST_CASE(peers_are_synced_with_from_time_to_time) {
  node_settings often = quick_settings();
  often.topology.sync_interval = 10s;
  fixture timed{often};
  timed.join("a");
  timed.pass(60s);
  auto count = timed.syncs("a");
  BOOST_TEST(count >= 3u);
  BOOST_TEST(count <= 12u);
}

BOOST_AUTO_TEST_CASE(a_peer_that_never_agrees_does_not_keep_the_node_busy) {
  // Another epoch with each answer asks for one more sync each time.
  auto epoch = std::make_shared<std::uint64_t>(0);
  node("a").log->answer = [=](const frame&) {
    v1::SyncResponse lie;
    lie.set_epoch(++*epoch);
    lie.set_version(1);
    lie.set_digest(1);
    if (*epoch > 1000)
      return frame{frame_kind::sync_response, "\xff"}; // ends the test
    return wire::pack(lie);
  };
  link_up("a");
  sync("a");
  sync("a");
  // Each time once, and then a few times more.
  BOOST_TEST(syncs("a") <= 2u * (1 + 16));
}

// -- busy peers -----------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_busy_peer_is_asked_again_for_those_who_wait) {
  join("a");
  auto busy = std::make_shared<int>(3);
  node("b").log->answer = [=](const frame&) {
    v1::SyncResponse answer;
    answer.set_epoch(1);
    answer.set_seen(~std::uint64_t{0});
    answer.set_digest(1);
    answer.set_busy((*busy)-- > 0);
    return wire::pack(answer);
  };
  link_up("b");
  auto done = sync("b");
  BOOST_TEST(done->answers == 0);
  BOOST_TEST(syncs("b") == 1u);
  pass(3s);
  BOOST_TEST(done->answers == 1);
  BOOST_REQUIRE(done->value);
  BOOST_TEST(!done->value->busy);
  BOOST_TEST(syncs("b") >= 4u);
}

BOOST_AUTO_TEST_CASE(a_peer_that_is_always_busy_is_asked_a_few_times) {
  node("b").log->answer = [](const frame&) {
    v1::SyncResponse answer;
    answer.set_epoch(1);
    answer.set_digest(1);
    answer.set_busy(true);
    return wire::pack(answer);
  };
  link_up("b", true);
  BOOST_TEST(syncs("b") == 1u);
  pass(4s);
  BOOST_TEST(syncs("b") > 4u);
  BOOST_TEST(syncs("b") <= 1u + 16);
  auto done = sync("b");
  pass(4s);
  BOOST_REQUIRE(done->value);
  BOOST_TEST(done->value->busy);
  BOOST_TEST(syncs("b") <= 2u * (1 + 16));
}

BOOST_AUTO_TEST_CASE(a_busy_peer_that_is_lost_is_not_asked_again) {
  node("b").log->answer = [](const frame&) {
    v1::SyncResponse answer;
    answer.set_digest(1);
    answer.set_busy(true);
    return wire::pack(answer);
  };
  link_up("b", true);
  link_down("b");
  auto before = syncs("b");
  pass(4s);
  BOOST_TEST(syncs("b") == before);
}

BOOST_AUTO_TEST_SUITE_END()
