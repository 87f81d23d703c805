// What a topology takes from a member that lies about records: forged ones,
// altered, old or of another mesh.

#include "liar_world.hpp"

using namespace aegis;
using namespace aegis::test;

BOOST_FIXTURE_TEST_SUITE(topology_signatures, liar_world)

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
  x.add_records(foreign.SerializeAsString());
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
  x.add_records(record.SerializeAsString());
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
  x.add_records(
    keys.sign(record_with("victim", 1, "original"), now()).SerializeAsString());
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
    found = found || x == record.SerializeAsString();
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
