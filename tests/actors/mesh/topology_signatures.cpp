// What a topology takes from a member that lies: records that are forged,
// altered, old or of another mesh, and accusations of all kinds.

#include "tests/support/mesh_keys.hpp"
#include "world.hpp"

#include "actors/topology/topology_messages.hpp"
#include "mesh/record.hpp"
#include "seal/pki_keys.hpp"
#include "wire/signed_record_codec.hpp"

#include <aegis/v1/mesh.pb.h>

#include <caf/send.hpp>

#include <set>

using namespace aegis;
using namespace aegis::test;

namespace {

constexpr auto day = 24h;

node_info record_with(const std::string& id, std::uint64_t revision,
                      const std::string& name) {
  auto result = record_of(id);
  result.revision = revision;
  result.name = name;
  return result;
}

struct fixture : virtual_system {
  topology_under_test here = spawn_topology("here", {}, 11);
  mesh_keys& keys = mesh_keys::shared();

  /// What a message by `liar` with this record and these certificates does.
  reply_ptr<v1::SyncResponse>
  tell(const std::vector<v1::SignedRecord>& records,
       const std::vector<std::string>& certificates_of) {
    v1::SyncRequest x;
    x.set_sender("liar");
    x.set_sender_epoch(1);
    for (const auto& record : records)
      *x.add_records() = record;
    for (const auto& id : certificates_of)
      x.add_certificates(keys.certificate(id));
    return ask<v1::SyncResponse>(here.actor, x);
  }

  /// Lets the topology hear of a node.
  void introduce(const node_info& x) {
    BOOST_REQUIRE(tell({keys.sign(x, now())}, {x.id})->value);
    BOOST_REQUIRE(here.view().find(x.id));
  }

  void move_clock_to(timestamp_ms when) {
    clock_offset += when - now();
  }

  /// The next record of a node, as its owner signs it, but good until then.
  v1::SignedRecord victims(timestamp_ms valid_until) {
    auto x = record_with("victim", 2, "later");
    mesh::normalize(x);
    return keys.sign_bytes("victim", wire::to_body(x, valid_until));
  }

  void check_rejected(const v1::SignedRecord& record, const std::string& why) {
    auto reply = tell({record}, {"victim"});
    BOOST_REQUIRE(reply->value);
    BOOST_TEST(reply->value->accepted() == 0u);
    BOOST_TEST(reply->value->rejection().find(why) != std::string::npos,
               reply->value->rejection());
  }

  std::string name_of(const std::string& id) const {
    auto known = here.view().find(id);
    return known ? known->name : "nobody";
  }

  node_status status_of(const std::string& id) const {
    auto known = here.cell->read()->find_any(id);
    BOOST_REQUIRE(known);
    return known->info.status;
  }

  /// True if `records` change neither the record of `victim` nor the version.
  bool is_ignored(const std::vector<v1::SignedRecord>& records) {
    auto version = here.view().version();
    auto digest = here.view().digest();
    tell(records, {"victim", "liar", "second"});
    return here.view().version() == version && here.view().digest() == digest;
  }

  v1::SignedRecord accused(const node_info& x,
                           const std::vector<std::string>& accusers,
                           accusation_kind kind) {
    auto result = keys.sign(x, now());
    for (const auto& accuser : accusers)
      add(result, keys.accuse(accuser, x, kind, now()));
    return result;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(topology_signatures, fixture)

BOOST_AUTO_TEST_CASE(a_record_is_taken_from_whoever_passes_it_on) {
  tell({keys.sign(record_with("victim", 1, "original"), now())}, {"victim"});
  BOOST_TEST(name_of("victim") == "original");
}

BOOST_AUTO_TEST_CASE(a_record_that_another_member_signed_changes_nothing) {
  introduce(record_with("victim", 1, "original"));
  BOOST_TEST(is_ignored(
    {keys.sign_as("liar", record_with("victim", 9, "forged"), now(), day)}));
  BOOST_TEST(name_of("victim") == "original");
}

BOOST_AUTO_TEST_CASE(an_altered_record_changes_nothing) {
  introduce(record_with("victim", 1, "original"));
  auto altered = keys.sign(record_with("victim", 2, "original"), now());
  auto& body = *altered.mutable_body();
  body.replace(body.find("original"), 8, "0riginal");
  BOOST_TEST(is_ignored({altered}));
  auto cut = keys.sign(record_with("victim", 2, "original"), now());
  cut.mutable_signature()->pop_back();
  BOOST_TEST(is_ignored({cut}));
  auto none = keys.sign(record_with("victim", 2, "original"), now());
  none.clear_signature();
  BOOST_TEST(is_ignored({none}));
}

BOOST_AUTO_TEST_CASE(a_signature_for_another_node_or_mesh_changes_nothing) {
  introduce(record_with("victim", 1, "original"));
  mesh_keys other_mesh{"other"};
  auto foreign = other_mesh.sign(record_with("victim", 2, "foreign"), now());
  BOOST_TEST(is_ignored({foreign}));
  // Not even with its certificate, which is another authority's.
  v1::SyncRequest x;
  x.set_sender("liar");
  *x.add_records() = foreign;
  x.add_certificates(other_mesh.certificate("victim"));
  ask<v1::SyncResponse>(here.actor, x);
  BOOST_TEST(name_of("victim") == "original");
}

BOOST_AUTO_TEST_CASE(an_old_record_changes_nothing) {
  auto old = keys.sign(record_with("victim", 1, "old"), now());
  introduce(record_with("victim", 2, "new"));
  BOOST_TEST(is_ignored({old}));
  BOOST_TEST(name_of("victim") == "new");
}

BOOST_AUTO_TEST_CASE(an_expired_record_is_not_news) {
  auto old = keys.sign(record_with("victim", 1, "old"), now());
  for (int hours = 0; hours < 25; ++hours) {
    sched.advance_time(1h);
    run();
  }
  BOOST_TEST(is_ignored({old}));
  BOOST_TEST(name_of("victim") == "nobody");
}

BOOST_AUTO_TEST_CASE(a_record_cannot_be_good_for_ever) {
  BOOST_TEST(is_ignored({keys.sign_as(
    "victim", record_with("victim", 1, "eternal"), now(), 30 * day)}));
}

BOOST_AUTO_TEST_CASE(a_dead_node_does_not_rise_by_an_old_record) {
  auto x = record_with("victim", 1, "original");
  auto copy = keys.sign(x, now());
  introduce(x);
  introduce(record_of("second"));
  tell({accused(x, {"liar", "second"}, accusation_kind::dead)},
       {"liar", "second"});
  BOOST_CHECK(status_of("victim") == node_status::down);
  BOOST_TEST(is_ignored({copy}));
  BOOST_CHECK(status_of("victim") == node_status::down);
}

BOOST_AUTO_TEST_CASE(a_departure_is_for_the_owner_to_say) {
  introduce(record_with("victim", 1, "original"));
  auto gone = record_with("victim", 2, "original");
  gone.status = node_status::left;
  BOOST_TEST(is_ignored({keys.sign_as("liar", gone, now(), day)}));
  tell({keys.sign(gone, now())}, {});
  BOOST_CHECK(status_of("victim") == node_status::left);
}

// -- certificates ------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_certificate_that_is_missing_is_asked_for) {
  auto record = keys.sign(record_with("victim", 1, "original"), now());
  auto first = tell({record}, {});
  BOOST_REQUIRE(first->value);
  BOOST_TEST(first->value->accepted() == 0u);
  BOOST_REQUIRE(first->value->wanted_certificates_size() == 1);
  BOOST_TEST(first->value->wanted_certificates(0)
             == record.certificate_fingerprint());
  BOOST_TEST(name_of("victim") == "nobody");
  auto second = tell({record}, {"victim"});
  BOOST_TEST(second->value->accepted() == 1u);
  BOOST_TEST(second->value->wanted_certificates_size() == 0);
  BOOST_TEST(name_of("victim") == "original");
}

BOOST_AUTO_TEST_CASE(bytes_behind_a_certificate_spoil_nothing) {
  auto record = keys.sign(record_with("victim", 1, "original"), now());
  v1::SyncRequest x;
  x.set_sender("liar");
  x.set_sender_epoch(1);
  *x.add_records() = record;
  x.add_certificates(keys.certificate("victim") + "junk");
  ask<v1::SyncResponse>(here.actor, x);
  BOOST_TEST(name_of("victim") == "nobody");
  tell({record}, {"victim"});
  BOOST_TEST(name_of("victim") == "original");
}

BOOST_AUTO_TEST_CASE(of_a_certificate_only_what_is_needed_is_passed_on) {
  v1::SyncRequest x;
  x.set_sender("liar");
  x.set_sender_epoch(1);
  *x.add_records() = keys.sign(record_with("victim", 1, "original"), now());
  x.add_certificates(keys.certificate("victim") + keys.certificate("liar"));
  ask<v1::SyncResponse>(here.actor, x);
  BOOST_TEST(name_of("victim") == "original");
  auto made = ask<v1::SyncRequest>(here.actor, sync_start{"other"});
  auto passed_on = false;
  for (const auto& certificate : made->value.value().certificates()) {
    passed_on = passed_on || certificate == keys.certificate("victim");
    BOOST_TEST(certificate.find(keys.certificate("liar")) == std::string::npos);
  }
  BOOST_TEST(passed_on);
}

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

BOOST_AUTO_TEST_CASE(what_honest_nodes_may_pass_on_costs_nobody_the_message) {
  std::vector<v1::SignedRecord> all;
  mesh_keys other_mesh{"other"};
  for (std::size_t i = 0; i < 2 * defaults::forgeries_max; ++i)
    all.push_back(keys.sign_as("n" + std::to_string(i),
                               record_of("n" + std::to_string(i)),
                               now() - 2 * day, day));
  all.push_back(keys.sign(record_with("second", 1, "honest"), now()));
  BOOST_TEST(tell(all, {"second"})->value.has_value());
  BOOST_TEST(name_of("second") == "honest");
}

BOOST_AUTO_TEST_CASE(kinds_and_statuses_of_later_versions_are_left_out) {
  auto x = record_with("victim", 1, "original");
  auto record = accused(x, {"second"}, accusation_kind::suspect);
  record.mutable_accusations(0)->set_kind(static_cast<v1::AccusationKind>(17));
  v1::NodeRecord odd;
  odd.ParseFromString(keys.sign(record_with("odd", 1, "odd"), now()).body());
  odd.set_status(static_cast<v1::NodeStatus>(9));
  auto told = tell({keys.sign_bytes("odd", odd.SerializeAsString()), record},
                   {"victim", "odd"});
  BOOST_REQUIRE(told->value);
  BOOST_TEST(told->value->accepted() == 1u);
  BOOST_TEST(name_of("victim") == "original");
  BOOST_CHECK(status_of("victim") == node_status::alive);
  BOOST_TEST(name_of("odd") == "nobody");
}

BOOST_AUTO_TEST_CASE(a_certificate_is_needed_once) {
  introduce(record_with("victim", 1, "original"));
  tell({keys.sign(record_with("victim", 2, "later"), now())}, {});
  BOOST_TEST(name_of("victim") == "later");
}

BOOST_AUTO_TEST_CASE(what_is_known_is_not_verified_again) {
  auto record = keys.sign(record_with("victim", 1, "original"), now());
  tell({record}, {"victim"});
  record.set_signature("was checked when it came first");
  auto again = tell({record}, {});
  BOOST_REQUIRE(again->value);
  BOOST_TEST(again->value->accepted() == 0u);
  BOOST_TEST(name_of("victim") == "original");
}

BOOST_AUTO_TEST_CASE(many_forgeries_cost_their_sender_the_message) {
  std::vector<v1::SignedRecord> all;
  for (std::size_t i = 0; i <= defaults::forgeries_max; ++i)
    all.push_back(
      keys.sign_as("liar", record_with("victim", i + 1, "forged"), now(), day));
  all.push_back(keys.sign(record_with("second", 1, "honest"), now()));
  auto refused = tell(all, {"liar", "second"});
  BOOST_CHECK(refused->error.code == ec::not_authorized);
  BOOST_TEST(refused->error.text.find("victim") != std::string::npos);
  BOOST_TEST(name_of("second") == "nobody");
}

// -- what others hold against a member ---------------------------------------

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
  add(risen, old); // of the life before
  x.incarnation = std::uint64_t{1} << 63;
  add(risen, keys.accuse("second", x, accusation_kind::dead, now()));
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
  add(record, forged);
  auto upgraded = keys.accuse("second", x, accusation_kind::suspect, now());
  upgraded.kind = accusation_kind::dead;
  add(record, upgraded);
  add(record, keys.accuse("victim", x, accusation_kind::dead, now()));
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

// -- time and keys -----------------------------------------------------------

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

BOOST_AUTO_TEST_CASE(fields_of_later_versions_are_passed_on_as_they_are) {
  auto record = keys.sign(record_with("victim", 1, "original"), now());
  v1::NodeRecord body;
  BOOST_REQUIRE(body.ParseFromString(record.body()));
  body.GetReflection()->MutableUnknownFields(&body)->AddVarint(200, 7);
  record = keys.sign_bytes("victim", body.SerializeAsString());
  tell({record}, {"victim"});
  auto made = ask<v1::SyncRequest>(here.actor, sync_start{"other"});
  BOOST_REQUIRE(made->value);
  auto found = false;
  for (const auto& x : made->value->records())
    found = found || x.body() == record.body();
  BOOST_TEST(found);
}

BOOST_AUTO_TEST_CASE(numbers_of_a_liar_do_not_get_into_a_sync) {
  introduce(record_with("victim", 1, "original"));
  v1::SyncRequest x;
  x.set_sender("liar");
  x.set_sender_epoch(~std::uint64_t{0});
  x.set_sender_version(std::uint64_t{1} << 63);
  x.set_epoch(11);
  x.set_version(~std::uint64_t{0});
  x.set_sender_since(std::uint64_t{1} << 62);
  auto version = here.view().version();
  auto told = ask<v1::SyncResponse>(here.actor, x);
  BOOST_REQUIRE(told->value);
  BOOST_TEST(told->value->version() == version);
  BOOST_TEST(here.view().version() == version);
  BOOST_TEST(here.view().size() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
