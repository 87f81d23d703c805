#include "wire/frame_codec.hpp"
#include "world.hpp"

using namespace aegis;
using namespace aegis::test;

BOOST_FIXTURE_TEST_SUITE(peers_end, peers_fixture)

BOOST_AUTO_TEST_CASE(who_waits_is_told_when_dialing_stops) {
  start();
  auto asked = connect("a", "127.0.0.1:1");
  caf::anon_send(peers, detail::dialing_stop{});
  run();
  BOOST_TEST(asked->answers == 1);
  BOOST_CHECK(asked->error.code == ec::shutting_down);
}

BOOST_AUTO_TEST_CASE(nothing_is_dialed_after_the_stop) {
  start();
  add("a", "127.0.0.1:1");
  dial_fails();
  caf::anon_send(peers, detail::dialing_stop{});
  pass(60s);
  BOOST_TEST(network.all.size() == 1u);
  add("b", "127.0.0.1:2");
  BOOST_CHECK(connect("c", "127.0.0.1:3")->error.code == ec::not_connected);
  BOOST_TEST(network.all.size() == 1u);
}

BOOST_AUTO_TEST_CASE(everything_open_is_answered_when_the_actor_ends) {
  start();
  node("a");
  link_up("a");
  auto waits = connect("b", "127.0.0.1:2");
  auto ping = ask<ping_result>(peers, ping_request{"a"});
  auto sync = ask<sync_summary>(peers, peer_sync_request{"a"});
  auto next = ask<sync_summary>(peers, peer_sync_request{"a"});
  auto all = ask<sync_summary>(peers, peer_sync_request{});
  BOOST_TEST(waits->answers + ping->answers + sync->answers + next->answers
               + all->answers
             == 0);
  end(peers);
  BOOST_TEST(waits->answers == 1);
  BOOST_CHECK(waits->error.code == ec::shutting_down);
  BOOST_TEST(ping->answers == 1);
  BOOST_CHECK(ping->error.code == ec::shutting_down);
  BOOST_TEST(sync->answers == 1);
  BOOST_CHECK(sync->error.code == ec::shutting_down);
  BOOST_TEST(next->answers == 1);
  BOOST_CHECK(next->error.code == ec::shutting_down);
  BOOST_TEST(all->answers == 1);
}

BOOST_AUTO_TEST_CASE(a_sync_that_the_topology_holds_is_answered_at_the_end) {
  start();
  node("a");
  link_up("a");
  reply_ptr<sync_summary> sync;
  {
    // Asked, but the topology has not been scheduled yet.
    auto result = std::make_shared<reply<sync_summary>>();
    keep(sys.spawn([=](caf::event_based_actor* self) {
      self->request(peers, caf::infinite, peer_sync_request{"a"})
        .then([=](const sync_summary&) { ++result->answers; },
              [=](const caf::error& why) {
                ++result->answers;
                result->error = to_fault(why);
              });
    }));
    sync = result;
  }
  caf::anon_send_exit(topology.actor, caf::exit_reason::kill);
  run();
  end(peers);
  BOOST_TEST(sync->answers == 1);
  BOOST_CHECK(sync->error.code == ec::shutting_down);
}

BOOST_AUTO_TEST_SUITE_END()
