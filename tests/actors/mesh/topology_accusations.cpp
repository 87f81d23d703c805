// What a topology takes from members that accuse others, rightly or not.

#include "liar_world.hpp"

using namespace aegis;
using namespace aegis::test;

BOOST_FIXTURE_TEST_SUITE(topology_accusations, liar_world)

BOOST_AUTO_TEST_CASE(a_copy_of_an_accusation_is_not_kept_instead_of_it) {
  auto x = record_with("victim", 1, "original");
  introduce(x);
  introduce(record_of("second"));
  auto good = accused(x, {"second"}, accusation_kind::suspect);
  tell({good}, {});
  auto spoiled = good;
  spoiled.mutable_accusations(0)->set_signature("no signature");
  x.revision = 2;
  auto newer = keys.sign(x, now());
  *newer.mutable_accusations() = spoiled.accusations();
  tell({newer}, {});
  auto known = here.cell->read()->find_any("victim");
  BOOST_TEST(known->info.revision == 2u);
  BOOST_REQUIRE(known->accusations.size() == 1u);
  BOOST_TEST(known->accusations[0].signature
             == good.accusations(0).signature());
}

BOOST_AUTO_TEST_CASE(one_accuser_makes_a_member_suspect_and_no_more) {
  auto x = record_with("victim", 1, "original");
  introduce(x);
  introduce(record_of("liar"));
  tell({accused(x, {"liar"}, accusation_kind::dead)}, {});
  BOOST_CHECK(status_of("victim") == node_status::suspect);
  // Hearsay does not keep anybody from calling it.
  x.services = {{"print", "v1"}};
  x.revision = 2;
  tell({keys.sign(x, now())}, {});
  BOOST_TEST(here.view().providers({"print", "v1"}).size() == 1u);
}

BOOST_AUTO_TEST_CASE(two_accusers_of_death_suffice) {
  auto x = record_with("victim", 1, "original");
  introduce(x);
  for (const char* accuser : {"liar", "second"})
    introduce(record_of(accuser));
  tell({accused(x, {"liar", "second"}, accusation_kind::suspect)}, {});
  BOOST_CHECK(status_of("victim") == node_status::suspect);
  tell({accused(x, {"liar"}, accusation_kind::dead)}, {});
  tell({accused(x, {"second"}, accusation_kind::dead)}, {});
  BOOST_CHECK(status_of("victim") == node_status::down);
}

BOOST_AUTO_TEST_CASE(an_accusation_holds_for_one_life_of_the_accused) {
  auto x = record_with("victim", 1, "original");
  introduce(x);
  for (const char* accuser : {"liar", "second"})
    introduce(record_of(accuser));
  auto old = keys.accuse("liar", x, accusation_kind::dead, now());
  x.incarnation = 2;
  auto risen = keys.sign(x, now());
  wire::add(risen, old); // of the life before
  x.incarnation = std::uint64_t{1} << 63;
  wire::add(risen, keys.accuse("second", x, accusation_kind::dead, now()));
  tell({risen}, {});
  BOOST_CHECK(status_of("victim") == node_status::alive);
}

BOOST_AUTO_TEST_CASE(an_accusation_needs_the_accusers_own_signature) {
  auto x = record_with("victim", 1, "original");
  introduce(x);
  for (const char* accuser : {"liar", "second"})
    introduce(record_of(accuser));
  auto forged = keys.accuse("liar", x, accusation_kind::dead, now());
  forged.accuser = "second";
  auto record = keys.sign(x, now());
  wire::add(record, forged);
  auto upgraded = keys.accuse("second", x, accusation_kind::suspect, now());
  upgraded.kind = accusation_kind::dead;
  wire::add(record, upgraded);
  wire::add(record, keys.accuse("victim", x, accusation_kind::dead, now()));
  BOOST_TEST(is_ignored({record}));
  BOOST_CHECK(status_of("victim") == node_status::alive);
}

BOOST_AUTO_TEST_CASE(an_accuser_whose_certificate_is_missing_is_asked_for) {
  auto x = record_with("victim", 1, "original");
  introduce(x);
  auto told = tell({accused(x, {"stranger"}, accusation_kind::suspect)}, {});
  BOOST_REQUIRE(told->value);
  BOOST_TEST(told->value->wanted_certificates_size() == 1);
  BOOST_CHECK(status_of("victim") == node_status::alive);
  tell({accused(x, {"stranger"}, accusation_kind::suspect)}, {"stranger"});
  BOOST_CHECK(status_of("victim") == node_status::suspect);
}

BOOST_AUTO_TEST_CASE(an_accuser_of_everybody_is_not_heeded_any_more) {
  introduce(record_of("liar"));
  const auto max = defaults::accusations_per_accuser_max;
  std::size_t suspects = 0;
  for (std::size_t i = 0; i < max + 10; ++i) {
    auto x = record_of("n" + std::to_string(i));
    introduce(x);
    tell({accused(x, {"liar"}, accusation_kind::suspect)}, {});
    suspects += status_of(x.id) == node_status::suspect ? 1 : 0;
  }
  BOOST_TEST(suspects == max);
}

BOOST_AUTO_TEST_CASE(
  who_hears_that_it_is_dead_refutes_it_but_not_all_the_time) {
  node_settings::topology_settings settings;
  settings.refutation_pause = 10s;
  here = spawn_topology("here", settings, 12);
  auto own = [&] { return here.cell->read()->find_any("here")->info; };
  auto accuse = [&] { return accused(own(), {"liar"}, accusation_kind::dead); };
  tell({accuse()}, {"liar"});
  BOOST_TEST(own().incarnation == 2u);
  BOOST_CHECK(own().status == node_status::alive);
  for (int i = 0; i < 20; ++i)
    tell({accuse()}, {"liar"});
  BOOST_TEST(own().incarnation == 2u);
  // What was put off is made up for.
  pass(10s);
  BOOST_TEST(own().incarnation == 3u);
  pass(100s);
  BOOST_TEST(own().incarnation == 3u);
}

BOOST_AUTO_TEST_CASE(own_evidence_takes_a_member_out_of_service) {
  auto x = record_with("victim", 1, "original");
  x.services = {{"print", "v1"}};
  introduce(x);
  auto accuse = [&](accusation_kind kind, std::uint64_t incarnation) {
    return ask<topology_view>(here.actor,
                              member_accusation{"victim", incarnation, kind});
  };
  accuse(accusation_kind::dead, 7); // of a life that is not
  BOOST_TEST(here.view().providers({"print", "v1"}).size() == 1u);
  accuse(accusation_kind::suspect, 1);
  BOOST_CHECK(status_of("victim") == node_status::suspect);
  BOOST_TEST(here.view().providers({"print", "v1"}).empty());
  accuse(accusation_kind::dead, 1);
  BOOST_CHECK(status_of("victim") == node_status::down);
  x.incarnation = 2;
  introduce(x);
  BOOST_TEST(here.view().providers({"print", "v1"}).size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_suspect_stays_in_service_until_down_by_option) {
  node_settings::topology_settings settings;
  settings.exclusion = provider_exclusion::down;
  here = spawn_topology("here", settings, 12);
  auto x = record_with("victim", 1, "original");
  x.services = {{"print", "v1"}};
  introduce(x);
  ask<topology_view>(here.actor,
                     member_accusation{"victim", 1, accusation_kind::suspect});
  BOOST_TEST(here.view().providers({"print", "v1"}).size() == 1u);
  ask<topology_view>(here.actor,
                     member_accusation{"victim", 1, accusation_kind::dead});
  BOOST_TEST(here.view().providers({"print", "v1"}).empty());
}

BOOST_AUTO_TEST_SUITE_END()
