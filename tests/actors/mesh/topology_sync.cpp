// Syncs between topology actors, as the endpoint and the peer manager carry
// them.

#include "sync_world.hpp"

using namespace aegis;
using namespace aegis::test;

BOOST_FIXTURE_TEST_SUITE(topology_sync, sync_world)

BOOST_AUTO_TEST_CASE(the_first_sync_carries_everything_both_ways) {
  auto asked = request(here, "there");
  BOOST_TEST(asked.sender() == "here");
  BOOST_TEST(asked.sender_since() == 0u);
  BOOST_TEST(asked.epoch() == 0u);
  BOOST_TEST(asked.version() == 0u);
  BOOST_TEST(asked.sender_epoch() == 11u);
  auto answered = response(there, asked);
  BOOST_TEST(answered.epoch() == 22u);
  BOOST_TEST(answered.accepted() == 1u);
  auto done = accept(here, "there", answered);
  BOOST_TEST(done.changes == 1u);
  BOOST_TEST(!done.again);
  BOOST_TEST(equal());
}

BOOST_AUTO_TEST_CASE(without_news_nothing_travels) {
  sync();
  auto asked = request(here, "there");
  BOOST_TEST(asked.records_size() == 0);
  BOOST_TEST(asked.sender_since() == asked.sender_version());
  auto answered = response(there, asked);
  BOOST_TEST(answered.records_size() == 0);
  auto done = accept(here, "there", answered);
  BOOST_TEST(done.changes == 0u);
  BOOST_TEST(!done.again);
}

BOOST_AUTO_TEST_CASE(only_what_changed_travels) {
  std::vector<node_info> nodes;
  for (int i = 0; i < 50; ++i)
    nodes.push_back(record_of("n" + std::to_string(i)));
  introduce(nodes, here, "here");
  meet();
  provide(here, "mine");
  provide(there, "theirs");
  auto asked = request(here, "there");
  BOOST_TEST(asked.records_size() == 1);
  auto answered = response(there, asked);
  BOOST_TEST(answered.records_size() == 1);
  accept(here, "there", answered);
  BOOST_TEST(equal());
}

BOOST_AUTO_TEST_CASE(both_sides_may_begin) {
  sync();
  provide(here, "mine");
  auto asked = request(there, "here");
  accept(there, "here", response(here, asked));
  BOOST_TEST(equal());
  BOOST_TEST(there.view().providers({"mine", "v1"}).size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_lost_answer_is_made_up_for) {
  sync();
  provide(there, "theirs");
  response(there, request(here, "there")); // never arrives
  sync();
  BOOST_TEST(equal());
  provide(here, "mine");
  response(there, request(here, "there")); // arrives there, not back
  sync();
  BOOST_TEST(equal());
}

BOOST_AUTO_TEST_CASE(what_got_lost_after_it_was_answered_is_sent_again) {
  sync();
  introduce({record_of("x")}, there, "there");
  // `there` takes it for sent, but its answer gets lost.
  response(there, request(here, "there"));
  provide(there, "more");
  // Now `there` begins, and goes on from what it takes for sent.
  auto asked = request(there, "here");
  auto answered = response(here, asked);
  BOOST_TEST(answered.seen() < asked.sender_version());
  BOOST_TEST(accept(there, "here", answered).again);
  accept(there, "here", response(here, request(there, "here")));
  BOOST_TEST(equal());
}

BOOST_AUTO_TEST_CASE(a_certificate_that_nobody_has_holds_up_nothing_else) {
  auto orphan = sign(record_of("orphan"));
  v1::SyncRequest x;
  x.set_sender("messenger");
  x.set_sender_epoch(7);
  x.add_records(orphan.SerializeAsString());
  auto rounds = 0;
  for (; rounds < 10; ++rounds) {
    auto since = static_cast<std::uint64_t>(rounds);
    x.add_records(
      sign(record_of("n" + std::to_string(rounds))).SerializeAsString());
    x.clear_certificates();
    x.add_certificates(
      mesh_keys::shared().certificate("n" + std::to_string(rounds)));
    x.set_sender_version(since + 1);
    auto answered = response(here, x);
    BOOST_TEST(here.view().find("n" + std::to_string(rounds)) != nullptr);
    if (answered.wanted_certificates_size() == 0) {
      BOOST_TEST(answered.seen() == since + 1);
      break;
    }
    BOOST_TEST(answered.seen() == 0u);
  }
  BOOST_TEST(rounds == 3);
}

BOOST_AUTO_TEST_CASE(tables_that_stay_different_are_seldom_compared) {
  sync();
  // What one holds and the other does not take: `there` has heard of a node by
  // a certificate that `here` cannot get.
  auto differ = [&] {
    auto asked = request(here, "there");
    auto answered = response(there, asked);
    answered.set_digest(answered.digest() + 1);
    accept(here, "there", answered);
    return asked.sender_since() == 0;
  };
  auto compared = 0;
  for (int i = 0; i < 60; ++i) {
    compared += differ() ? 1 : 0;
    pass(10s);
  }
  // After 0, 1, 3 and 7 minutes of ten.
  BOOST_TEST(compared == 4);
  sync();
  BOOST_TEST(!differ());
  BOOST_TEST(differ());
}

BOOST_AUTO_TEST_CASE(a_peer_that_started_again_gets_everything) {
  introduce({record_of("x"), record_of("y"), record_of("z")}, here, "here");
  sync();
  there = spawn_topology("there", {}, 33);
  auto rounds = 0;
  while (rounds < 5 && (++rounds, sync().again)) {}
  BOOST_TEST(equal());
  BOOST_TEST(there.view().size() == 5u);
}

BOOST_AUTO_TEST_CASE(a_table_that_no_frame_holds_travels_in_parts) {
  std::vector<node_info> nodes;
  for (int i = 0; i < 300; ++i) {
    auto large = record_of("n" + std::to_string(i));
    for (int j = 0; j < 64; ++j)
      large.labels["l" + std::to_string(j)]
        = std::string(defaults::record_label_max_bytes, 'x');
    nodes.push_back(large);
  }
  for (std::size_t i = 0; i < nodes.size(); i += 100)
    introduce({nodes.begin() + i, nodes.begin() + i + 100}, there, "there");
  auto rounds = [&](const auto& from, const char* from_id, const auto& to,
                    const char* to_id) {
    auto count = 0;
    for (bool done = false; !done && count < 9; ++count) {
      auto asked = request(from, to_id);
      asked.set_sender(from_id);
      BOOST_TEST(asked.ByteSizeLong() <= defaults::frame_max_bytes);
      auto answered = response(to, asked);
      BOOST_TEST(answered.ByteSizeLong() <= defaults::frame_max_bytes);
      accept(from, to_id, answered);
      done = from.view().digest() == to.view().digest();
    }
    return count;
  };
  BOOST_TEST(rounds(here, "here", there, "there") == 2);
  auto third = spawn_topology("third", {}, 33);
  BOOST_TEST(rounds(here, "here", third, "third") <= 4);
  BOOST_TEST(third.view().size() == 303u);
}

BOOST_AUTO_TEST_CASE(a_table_of_many_records_comes_in_one_go_of_several_syncs) {
  std::vector<node_info> nodes;
  for (std::size_t i = 0; i < defaults::sync_records_max + 10; ++i)
    nodes.push_back(record_of("n" + std::to_string(i)));
  auto middle = nodes.begin() + 1000;
  introduce({nodes.begin(), middle}, there, "there");
  introduce({middle, nodes.end()}, there, "there");
  BOOST_TEST(sync().again);
  auto next = request(here, "there");
  // What came does not go back.
  BOOST_TEST(next.records_size() == 0);
  BOOST_TEST(!accept(here, "there", response(there, next)).again);
  BOOST_TEST(equal());
  auto third = spawn_topology("third", {}, 33);
  auto push = [&] {
    auto asked = request(here, "third");
    return accept(here, "third", response(third, asked));
  };
  auto pushes = 1;
  while (push().again && pushes < 9)
    ++pushes;
  BOOST_TEST(pushes <= 5); // what does it have, in which parts, then two parts
  BOOST_CHECK(third.view().digest() == here.view().digest());
}

BOOST_AUTO_TEST_CASE(a_request_with_a_bad_record_changes_nothing) {
  auto asked = request(here, "there");
  auto good = record_of("good");
  auto bad = record_of("bad");
  bad.region = "\x1b[2J";
  for (const auto& x : {good, bad})
    asked.add_records(sign(x).SerializeAsString());
  auto before = there.view().version();
  auto refused = ask<v1::SyncResponse>(there.actor, asked);
  BOOST_CHECK(refused->error.code == ec::malformed_message);
  BOOST_TEST(refused->error.text.find("\"bad\"") != std::string::npos);
  BOOST_TEST(there.view().version() == before);
}

BOOST_AUTO_TEST_CASE(an_answer_with_a_bad_record_changes_nothing) {
  auto answered = response(there, request(here, "there"));
  auto nowhere = record_of("nowhere");
  nowhere.address = "nowhere";
  answered.add_records(sign(nowhere).SerializeAsString());
  auto before = here.view().version();
  auto refused = ask<sync_summary>(here.actor, sync_answer{"there", answered});
  BOOST_CHECK(refused->error.code == ec::malformed_message);
  BOOST_TEST(here.view().version() == before);
  sync();
  BOOST_TEST(equal());
}

BOOST_AUTO_TEST_CASE(more_records_than_a_table_holds_are_refused) {
  node_settings::topology_settings small;
  small.records_max = 4;
  auto tiny = spawn_topology("tiny", small);
  auto asked = request(here, "tiny");
  for (int i = 0; i < 5; ++i)
    asked.add_records(
      sign(record_of("n" + std::to_string(i))).SerializeAsString());
  auto refused = ask<v1::SyncResponse>(tiny.actor, asked);
  BOOST_CHECK(refused->error.code == ec::malformed_message);
}

BOOST_AUTO_TEST_CASE(who_sends_what_finds_no_room_is_told_so) {
  node_settings::topology_settings small;
  small.records_max = 4;
  auto tiny = spawn_topology("tiny", small);
  introduce({record_of("a"), record_of("b"), record_of("c")}, tiny, "tiny");
  v1::SyncRequest x;
  x.set_sender("messenger");
  x.set_sender_epoch(1);
  x.add_records(sign(record_of("d")).SerializeAsString());
  x.add_certificates(mesh_keys::shared().certificate("d"));
  auto told = response(tiny, x);
  BOOST_TEST(told.accepted() == 0u);
  BOOST_TEST(told.rejected() == 1u);
  BOOST_TEST(told.rejection().find("no room for node d") != std::string::npos,
             told.rejection());
}

BOOST_AUTO_TEST_CASE(what_is_forged_is_told_to_its_sender) {
  auto asked = request(here, "there");
  asked.add_records(
    (mesh_keys::shared().sign_as("here", record_of("victim"), now(),
                                 defaults::record_lifetime))
      .SerializeAsString());
  auto told = response(there, asked);
  BOOST_TEST(told.accepted() == 1u);
  BOOST_TEST(told.rejected() == 1u);
  BOOST_TEST(told.rejection().find("victim") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_impossible_incarnation_is_left_out_alone) {
  auto asked = request(here, "there");
  auto liar = record_of("liar");
  liar.incarnation = ~std::uint64_t{0};
  for (const auto& x : {liar, record_of("good")}) {
    asked.add_records(sign(x).SerializeAsString());
    asked.add_certificates(mesh_keys::shared().certificate(x.id));
  }
  response(there, asked);
  BOOST_TEST((there.view().find("liar") == nullptr));
  BOOST_TEST((there.view().find("good") != nullptr));
}

BOOST_AUTO_TEST_CASE(a_node_refutes_its_own_death) {
  sync();
  ask<topology_view>(here.actor, node_removal{"there"});
  BOOST_TEST((here.view().find("there") == nullptr));
  for (int i = 0; i < 3; ++i)
    sync();
  BOOST_TEST((here.view().find("there") != nullptr));
  BOOST_TEST(there.view().find("there")->incarnation > 1u);
  BOOST_TEST(equal());
}

BOOST_AUTO_TEST_CASE(what_a_sync_changed_is_told_to_subscribers) {
  auto log = std::make_shared<std::vector<std::string>>();
  auto listener = keep(sys.spawn([=](caf::event_based_actor*) -> caf::behavior {
    return {[=](const topology_event& x) {
      log->push_back(x.node.id + ' ' + to_string(x.change));
    }};
  }));
  ask<topology_view>(here.actor, topology_subscription_request{listener});
  sync();
  BOOST_TEST(*log == std::vector<std::string>{"there joined"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
