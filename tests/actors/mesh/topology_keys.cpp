// What a topology makes of signatures as time goes by and keys change.

#include "liar_world.hpp"

#include "actors/topology/topology_messages.hpp"
#include "seal/pki_keys.hpp"

#include <caf/send.hpp>

#include <set>

using namespace aegis;
using namespace aegis::test;

BOOST_FIXTURE_TEST_SUITE(topology_keys, liar_world)

BOOST_AUTO_TEST_CASE(the_own_record_is_signed_anew_at_half_of_its_time) {
  auto own = [&] { return here.cell->read()->find_any("here"); };
  auto until = own()->proof->valid_until;
  BOOST_CHECK(until == now() + day);
  for (int minutes = 0; minutes < 13 * 60; ++minutes) {
    sched.advance_time(1min);
    run();
  }
  BOOST_CHECK(own()->proof->valid_until > until + 11h);
  BOOST_TEST(own()->info.revision == 1u);
}

BOOST_AUTO_TEST_CASE(a_clock_that_goes_back_makes_the_own_record_anew) {
  auto own = [&] { return here.cell->read()->find_any("here"); };
  auto until = own()->proof->valid_until;
  clock_offset = -48h;
  pass(2min);
  BOOST_CHECK(own()->proof->valid_until < until - 40h);
}

BOOST_AUTO_TEST_CASE(a_certificate_that_is_over_signs_nothing) {
  introduce(record_with("victim", 1, "original"));
  move_clock_to(keys.of("victim")->info.not_after + defaults::clock_skew_max
                + 1min);
  check_rejected(victims(now() + 1h), "its certificate has expired");
}

BOOST_AUTO_TEST_CASE(a_certificate_that_has_not_begun_signs_nothing) {
  introduce(record_with("victim", 1, "original"));
  move_clock_to(keys.of("victim")->info.not_before - defaults::clock_skew_max
                - 1min);
  check_rejected(victims(now() + 1h), "its certificate is not valid yet");
}

BOOST_AUTO_TEST_CASE(a_record_does_not_outlive_its_certificate) {
  introduce(record_with("victim", 1, "original"));
  auto end = keys.of("victim")->info.not_after;
  move_clock_to(end - 1h);
  check_rejected(victims(end + 1min), "is to outlive its certificate");
  BOOST_TEST(tell({victims(end)}, {"victim"})->value->accepted() == 1u);
  BOOST_TEST(name_of("victim") == "later");
}

BOOST_AUTO_TEST_CASE(the_own_record_holds_until_the_certificate_ends) {
  auto own = [&] { return here.cell->read()->find_any("here"); };
  auto end = keys.of("here")->info.not_after;
  move_clock_to(end - 1h);
  pass(14h); // it is signed anew at half of its time
  BOOST_CHECK(own()->proof->valid_until == end);
}

BOOST_AUTO_TEST_CASE(new_keys_do_not_take_away_what_others_signed) {
  introduce(record_with("victim", 1, "original"));
  mesh_keys renewed{"default"}; // another authority
  auto fresh = renewed.of("here");
  caf::anon_send(here.actor, detail::key_change{seal::make_signing_key(fresh),
                                                seal::make_key_judge(fresh)});
  run();
  BOOST_TEST(name_of("victim") == "original");
  // Others may trust it, so it is passed on with its certificate.
  auto made = ask<v1::SyncRequest>(here.actor, sync_start{"other"});
  std::set<std::string> told{made->value->certificates().begin(),
                             made->value->certificates().end()};
  BOOST_TEST(told.count(keys.certificate("victim")) == 1u);
  BOOST_TEST(told.count(renewed.certificate("here")) == 1u);
  // News of it are not taken any more.
  BOOST_TEST(is_ignored({keys.sign(record_with("victim", 2, "later"), now())}));
}

BOOST_AUTO_TEST_CASE(a_member_that_does_not_sign_any_more_is_dropped) {
  introduce(record_with("victim", 1, "original"));
  for (int hours = 0; hours < 25; ++hours) {
    sched.advance_time(1h);
    run();
  }
  BOOST_TEST(name_of("victim") == "nobody");
  introduce(record_with("victim", 2, "came back"));
}

BOOST_AUTO_TEST_SUITE_END()
