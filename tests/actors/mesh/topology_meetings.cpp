// Syncs between nodes that do not know what the other has: digests first.

#include "sync_world.hpp"

#include "mesh/part_digests.hpp"

using namespace aegis;
using namespace aegis::test;

namespace {

struct meeting : sync_world {
  std::vector<node_info> crowd(int first, int last) const {
    std::vector<node_info> result;
    for (int i = first; i < last; ++i)
      result.push_back(record_of("n" + std::to_string(i)));
    return result;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(topology_meetings, meeting)

BOOST_AUTO_TEST_CASE(strangers_with_equal_tables_exchange_digests_alone) {
  introduce(crowd(0, 60), here, "here");
  meet();
  BOOST_REQUIRE(equal());
  // The same tables in a third life that never met `here`.
  auto third = spawn_topology("third", {}, 33);
  accept(third, "there", response(there, request(third, "there")));
  meet();
  auto asked = request(third, "here");
  asked.set_sender("third");
  for (int i = 0; i < 4; ++i)
    accept(third, "here", response(here, request(third, "here")));
  BOOST_TEST(third.view().digest() == here.view().digest());
  asked = request(third, "here");
  BOOST_TEST(asked.records_size() == 0);
  BOOST_TEST(asked.parts_size() == 0);
  auto answered = response(here, asked);
  BOOST_TEST(answered.records_size() == 0);
  BOOST_TEST(answered.parts_size() == 0);
}

BOOST_AUTO_TEST_CASE(who_has_much_to_tell_asks_first) {
  introduce(crowd(0, 60), here, "here");
  auto asked = request(here, "there");
  BOOST_TEST(asked.records_size() == 0);
  BOOST_TEST(asked.held() == 61u);
  BOOST_TEST(asked.table_version() > asked.sender_version());
  auto answered = response(there, asked);
  BOOST_TEST(answered.parts_size() == static_cast<int>(mesh::part_count));
  BOOST_TEST(accept(here, "there", answered).again);
  meet();
  BOOST_TEST(equal());
}

BOOST_AUTO_TEST_CASE(only_parts_that_differ_travel) {
  introduce(crowd(0, 100), here, "here");
  introduce(crowd(0, 98), there, "there");
  auto answered = response(there, request(here, "there"));
  accept(here, "there", answered);
  auto asked = request(here, "there");
  // Three or four records in as many parts, and what else is in those.
  BOOST_TEST(asked.records_size() >= 2);
  BOOST_TEST(asked.records_size() <= 12);
  BOOST_TEST(!accept(here, "there", response(there, asked)).again);
  BOOST_TEST(equal());
}

BOOST_AUTO_TEST_CASE(tables_that_differ_in_much_compare_finer_parts) {
  introduce(crowd(0, 400), here, "here");
  introduce(crowd(200, 600), there, "there");
  accept(here, "there", response(there, request(here, "there")));
  auto asked = request(here, "there");
  BOOST_TEST(asked.parts_size() == 1024);
  BOOST_TEST(asked.records_size() == 0);
  auto answered = response(there, asked);
  BOOST_TEST(answered.parts_size() == 1024);
  // Not all 400: half of them are the same on both sides.
  BOOST_TEST(answered.records_size() >= 200);
  BOOST_TEST(answered.records_size() <= 300);
  accept(here, "there", answered);
  meet();
  BOOST_TEST(equal());
}

BOOST_AUTO_TEST_CASE(a_peer_that_does_not_compare_is_told_everything) {
  introduce(crowd(0, 60), here, "here");
  auto rounds = 0;
  for (auto again = true; again && rounds < 8; ++rounds) {
    auto asked = request(here, "there");
    asked.clear_table_version(); // an older version knows nothing of these
    asked.clear_held();
    asked.clear_parts();
    auto answered = response(there, asked);
    answered.clear_parts();
    again = accept(here, "there", answered).again;
  }
  BOOST_TEST(rounds == 2);
  BOOST_TEST(equal());
}

BOOST_AUTO_TEST_CASE(a_number_of_parts_that_makes_no_sense_is_ignored) {
  introduce(crowd(0, 40), there, "there");
  auto asked = request(here, "there");
  for (int i = 0; i < 300; ++i)
    asked.add_parts(7);
  auto answered = response(there, asked);
  BOOST_TEST(answered.records_size() == 41);
  answered.clear_records();
  for (int i = 0; i < 3; ++i)
    answered.add_parts(1);
  accept(here, "there", answered);
  // The digests show that something is missing.
  for (int i = 0; i < 4; ++i)
    sync();
  BOOST_TEST(equal());
}

// -- one after the other --------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_node_compares_with_one_peer_at_a_time) {
  auto third = spawn_topology("third", {}, 33);
  introduce(crowd(0, 60), here, "here");
  introduce(crowd(20, 100), there, "there");
  introduce(crowd(0, 60), third, "third");
  auto first = response(there, request(here, "there"));
  BOOST_TEST(!first.busy());
  BOOST_TEST(first.parts_size() > 0);
  auto second = response(there, request(third, "there"));
  BOOST_TEST(second.busy());
  BOOST_TEST(second.parts_size() == 0);
  BOOST_TEST(second.records_size() == 0);
  auto told = accept(third, "there", second);
  BOOST_TEST(told.busy);
  BOOST_TEST(!told.again);
  // The first one goes on, and then it is the second one's turn.
  BOOST_TEST(accept(here, "there", first).again);
  meet();
  BOOST_TEST(equal());
  BOOST_TEST(!response(there, request(third, "there")).busy());
}

BOOST_AUTO_TEST_CASE(few_news_are_told_to_a_busy_peer_too) {
  auto third = spawn_topology("third", {}, 33);
  introduce(crowd(0, 60), here, "here");
  introduce(crowd(20, 100), there, "there");
  response(there, request(here, "there"));
  auto answered = response(there, request(third, "there"));
  BOOST_TEST(!answered.busy());
  BOOST_TEST(there.view().find("third") != nullptr);
}

BOOST_AUTO_TEST_CASE(a_turn_ends_when_nothing_is_heard_any_more) {
  auto third = spawn_topology("third", {}, 33);
  introduce(crowd(0, 60), here, "here");
  introduce(crowd(20, 100), there, "there");
  introduce(crowd(0, 60), third, "third");
  response(there, request(here, "there")); // and `here` falls silent
  BOOST_TEST(response(there, request(third, "there")).busy());
  pass(1s);
  ask<sync_summary>(
    third.actor,
    sync_answer{"there", response(there, request(third, "there"))});
  BOOST_TEST(!response(there, request(third, "there")).busy());
}

BOOST_AUTO_TEST_CASE(a_new_node_asks_one_peer_at_a_time) {
  introduce(crowd(0, 60), there, "there");
  auto first = request(here, "there");
  auto refused = ask<v1::SyncRequest>(here.actor, sync_start{"other"});
  BOOST_REQUIRE(!refused->value);
  BOOST_CHECK(refused->error.code == ec::overloaded);
  accept(here, "there", response(there, first));
  meet();
  BOOST_TEST(equal());
  BOOST_TEST(
    ask<v1::SyncRequest>(here.actor, sync_start{"other"})->value.has_value());
}

BOOST_AUTO_TEST_CASE(the_end_of_a_failed_sync_is_the_next_one_s_beginning) {
  introduce(crowd(0, 60), there, "there");
  request(here, "lost");
  BOOST_REQUIRE(!ask<v1::SyncRequest>(here.actor, sync_start{"there"})->value);
  caf::anon_send(here.actor, detail::sync_failure{"lost"});
  run();
  meet();
  BOOST_TEST(equal());
}

BOOST_AUTO_TEST_CASE(nobody_keeps_the_turn_by_asking_all_the_time) {
  auto third = spawn_topology("third", {}, 33);
  introduce(crowd(0, 60), here, "here");
  introduce(crowd(20, 100), there, "there");
  introduce(crowd(0, 60), third, "third");
  // `here` asks without end and never says what differs.
  auto opening = request(here, "there");
  BOOST_TEST(!response(there, opening).busy());
  int turns = 0;
  for (int i = 0; i < 100; ++i) {
    pass(20ms);
    response(there, opening);
    if (i % 5 == 0)
      if (auto answered = response(there, request(third, "there"));
          !answered.busy()) {
        ++turns;
        accept(third, "there", answered);
        accept(third, "there", response(there, request(third, "there")));
      }
  }
  BOOST_TEST(turns > 0);
  BOOST_TEST(third.view().size() > 90u);
}

BOOST_AUTO_TEST_SUITE_END()
