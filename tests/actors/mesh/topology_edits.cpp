#include "world.hpp"

#include <string>

using namespace aegis;
using namespace aegis::test;

namespace {

struct fixture : virtual_system {
  topology_under_test topology = spawn_topology("here");

  template <class Question>
  reply_ptr<topology_view> ask(Question x) {
    return virtual_system::ask<topology_view>(topology.actor, std::move(x));
  }

  std::uint64_t version() const {
    return topology.view().version();
  }

  node_info own() const {
    auto record = topology.cell->read()->find_any("here");
    BOOST_REQUIRE(record);
    return record->info;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(topology_edits, fixture)

BOOST_AUTO_TEST_CASE(a_new_topology_knows_its_own_node) {
  auto view = ask(topology_query{});
  BOOST_REQUIRE(view->value);
  BOOST_REQUIRE(view->value->size() == 1u);
  BOOST_TEST(view->value->nodes()[0].name == "Node here");
  BOOST_TEST(view->value->version() == version());
}

BOOST_AUTO_TEST_CASE(readers_see_a_change_before_it_is_answered) {
  std::uint64_t seen = 0;
  auto before = version();
  keep(sys.spawn([&](caf::event_based_actor* self) {
    self
      ->request(topology.actor, caf::infinite,
                node_addition{record_of("other")})
      .then([&](const topology_view&) { seen = version(); });
  }));
  run();
  BOOST_TEST(seen == before + 1);
}

BOOST_AUTO_TEST_CASE(a_node_is_added_once) {
  auto first = ask(node_addition{record_of("other")});
  BOOST_REQUIRE(first->value);
  BOOST_TEST(first->value->size() == 2u);
  auto before = version();
  for (const char* id : {"other", "here"}) {
    auto second = ask(node_addition{record_of(id)});
    BOOST_TEST((second->error.code == ec::already_exists));
    BOOST_TEST(second->error.text.find(id) != std::string::npos);
  }
  BOOST_TEST(version() == before);
}

BOOST_AUTO_TEST_CASE(a_malformed_record_is_refused_by_name) {
  auto bad = record_of("other");
  bad.name = "two\nlines";
  auto added = ask(node_addition{bad});
  BOOST_TEST((added->error.code == ec::invalid_argument));
  BOOST_TEST(added->error.text.find("name") != std::string::npos);
  BOOST_REQUIRE(ask(node_addition{record_of("other")})->value);
  BOOST_TEST((ask(node_update{bad})->error.code == ec::invalid_argument));
  BOOST_TEST(topology.view().find("other")->name == "Node other");
}

BOOST_AUTO_TEST_CASE(a_node_is_removed_if_it_is_known) {
  ask(node_addition{record_of("other")});
  auto removed = ask(node_removal{"other"});
  BOOST_REQUIRE(removed->value);
  BOOST_TEST(removed->value->size() == 1u);
  BOOST_TEST((ask(node_removal{"other"})->error.code == ec::unknown_node));
  BOOST_TEST((ask(node_removal{"here"})->error.code == ec::invalid_argument));
}

BOOST_AUTO_TEST_CASE(an_update_keeps_the_time_of_joining) {
  ask(node_addition{record_of("other")});
  pass(1s);
  auto changed = record_of("other");
  changed.name = "renamed";
  changed.joined_at = timestamp_ms{};
  auto view = ask(node_update{changed});
  BOOST_REQUIRE(view->value);
  auto record = view->value->find("other");
  BOOST_TEST(record->name == "renamed");
  BOOST_CHECK(record->joined_at == record_of("other").joined_at);
  BOOST_CHECK(record->updated_at > record->joined_at);
  BOOST_TEST(
    (ask(node_update{record_of("nobody")})->error.code == ec::unknown_node));
}

BOOST_AUTO_TEST_CASE(each_change_raises_the_version_by_one) {
  auto before = version();
  ask(node_addition{record_of("other")});
  auto changed = record_of("other");
  changed.name = "renamed";
  ask(node_update{changed});
  ask(node_removal{"other"});
  ask(service_announcement{{"greeting", "v1"}});
  BOOST_TEST(version() == before + 4);
}

BOOST_AUTO_TEST_CASE(a_service_is_announced_and_withdrawn) {
  service_id greeting{"greeting", "v1"};
  auto up = ask(service_announcement{greeting});
  BOOST_REQUIRE(up->value);
  BOOST_TEST(up->value->providers(greeting).size() == 1u);
  auto before = version();
  BOOST_TEST(ask(service_announcement{greeting})->value.has_value());
  BOOST_TEST(version() == before);
  auto down = ask(service_withdrawal{greeting});
  BOOST_REQUIRE(down->value);
  BOOST_TEST(down->value->providers(greeting).empty());
  BOOST_TEST(
    (ask(service_withdrawal{greeting})->error.code == ec::unknown_service));
  BOOST_TEST((ask(service_announcement{{"a b", "v1"}})->error.code
              == ec::invalid_argument));
}

BOOST_AUTO_TEST_CASE(one_service_too_many_is_refused) {
  constexpr auto max = defaults::record_services_max;
  for (std::size_t i = 0; i < max; ++i)
    BOOST_REQUIRE(
      ask(service_announcement{{"s" + std::to_string(i), "v1"}})->value);
  auto refused = ask(service_announcement{{"more", "v1"}});
  BOOST_TEST((refused->error.code == ec::invalid_argument));
  BOOST_TEST(own().services.size() == max);
}

BOOST_AUTO_TEST_CASE(the_real_address_is_announced) {
  auto told = ask(address_announcement{"127.0.0.1:4711"});
  BOOST_REQUIRE(told->value);
  BOOST_TEST(own().address == "127.0.0.1:4711");
}

BOOST_AUTO_TEST_CASE(a_departed_node_is_a_tombstone) {
  ask(service_announcement{{"greeting", "v1"}});
  auto left = ask(departure{});
  BOOST_REQUIRE(left->value);
  BOOST_TEST(left->value->size() == 0u);
  BOOST_TEST(left->value->providers({"greeting", "v1"}).empty());
  BOOST_CHECK(own().status == node_status::left);
  auto before = version();
  BOOST_TEST(ask(departure{})->answers == 1);
  BOOST_TEST(version() == before);
}

BOOST_AUTO_TEST_CASE(a_tombstone_is_forgotten_after_its_time) {
  ask(node_addition{record_of("other")});
  ask(node_removal{"other"});
  BOOST_TEST((topology.cell->read()->find_any("other") != nullptr));
  for (auto hours = 0; hours < 25; ++hours) {
    sched.advance_time(1h);
    run();
  }
  BOOST_TEST((topology.cell->read()->find_any("other") == nullptr));
}

BOOST_AUTO_TEST_CASE(the_whole_table_is_told_in_wire_form) {
  ask(node_addition{record_of("other")});
  ask(node_removal{"other"});
  auto table = virtual_system::ask<v1::TopologySnapshot>(topology.actor,
                                                         v1::TopologyRequest{});
  BOOST_REQUIRE(table->value);
  BOOST_TEST(table->value->epoch() == 1u);
  BOOST_TEST(table->value->version() == version());
  BOOST_TEST(table->value->digest() == topology.view().digest());
  BOOST_REQUIRE(table->value->records_size() == 2);
  BOOST_TEST(table->value->records(1).id() == "other");
  BOOST_TEST((table->value->records(1).status() == v1::NODE_STATUS_DOWN));
}

BOOST_AUTO_TEST_SUITE_END()
