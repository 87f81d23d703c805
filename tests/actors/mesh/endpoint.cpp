#include "tests/support/mesh_keys.hpp"
#include "wire/frame_codec.hpp"
#include "wire/record_codec.hpp"
#include "world.hpp"

#include <caf/event_based_actor.hpp>

using namespace aegis;
using namespace aegis::test;

namespace {

/// The endpoint of node "here" between its real topology and health, and a
/// stand-in of the service pool.
struct fixture : virtual_system {
  topology_under_test topology = spawn_topology("here", {}, 11);
  detail::health_internal_actor monitor;
  mesh_endpoint_actor endpoint;
  caf::actor services;
  /// Whom the connection names; nobody for a local anonymous message.
  std::optional<std::string> who = "peer";
  caf::strong_actor_ptr provider;

  fixture() {
    detail::health_deps h;
    h.now = [this] { return now(); };
    h.detach_checks = false;
    monitor = keep(sys.spawn(detail::health_monitor, std::move(h)));
    services = keep(spawn_services());
    detail::mesh_endpoint_deps deps{
      "here",
      topology.cell,
      topology.actor,
      monitor,
      caf::actor_cast<service_pool_actor>(services),
      [this](const caf::scheduled_actor*) { return name_caller(); },
      [this] { return now(); },
      1s};
    endpoint = keep(sys.spawn(detail::mesh_endpoint, std::move(deps)));
    provider = caf::actor_cast<caf::strong_actor_ptr>(services);
    run();
  }

  ~fixture() {
    provider = nullptr;
  }

  caf::expected<caller> name_caller() const {
    if (!who)
      return make_error(ec::no_caller, "nobody");
    return caller{*who, nullptr, false};
  }

  caf::actor spawn_services() {
    return sys.spawn([this](caf::event_based_actor*) -> caf::behavior {
      return {
        [this](const local_provider_query& x) -> caf::result<local_provider> {
          if (x.service != service_id{"greeting", "v1"})
            return make_error(ec::unknown_service, to_string(x.service));
          return local_provider{provider, {"b", "a"}};
        },
      };
    });
  }

  reply_ptr<frame> send(frame x) {
    return ask<frame>(endpoint, std::move(x));
  }

  /// The answer to a question in a frame; fails the test if there is none.
  template <class Answer, class Question>
  Answer answer_to(const Question& x) {
    auto got = send(wire::pack(x));
    BOOST_REQUIRE_MESSAGE(got->value, to_string(got->error));
    auto answer = wire::unpack<Answer>(*got->value);
    BOOST_REQUIRE(answer);
    return *answer;
  }

  template <class Question>
  ec refusal_of(const Question& x) {
    auto got = send(wire::pack(x));
    BOOST_TEST(got->answers == 1);
    BOOST_CHECK(!got->error.text.empty());
    return got->error.code;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(endpoint_of_a_node, fixture)

BOOST_AUTO_TEST_CASE(a_ping_is_answered_with_its_time_and_ours) {
  pass(70ms);
  v1::Ping ping;
  ping.set_timestamp_ms(4711);
  auto pong = answer_to<v1::Pong>(ping);
  BOOST_TEST(pong.node_id() == "here");
  BOOST_TEST(pong.echo_ms() == 4711);
  BOOST_TEST(pong.timestamp_ms() == now().time_since_epoch().count());
  BOOST_TEST(pong.incarnation() == 1u);
}

BOOST_AUTO_TEST_CASE(health_is_told) {
  ask<health>(monitor, health_update{health_status::unhealthy, "tired"});
  auto told = answer_to<v1::Health>(v1::HealthRequest{});
  BOOST_CHECK(told.status() == v1::HEALTH_STATUS_UNHEALTHY);
  BOOST_TEST(told.message() == "tired");
}

BOOST_AUTO_TEST_CASE(health_in_any_bytes_reaches_the_peer) {
  ask<health>(monitor, health_update{health_status::unhealthy,
                                     std::string(10'000, '\xff')});
  auto told = answer_to<v1::Health>(v1::HealthRequest{});
  BOOST_CHECK(told.status() == v1::HEALTH_STATUS_UNHEALTHY);
}

BOOST_AUTO_TEST_CASE(the_own_record_is_told) {
  auto told = answer_to<v1::NodeRecord>(v1::NodeInfoRequest{});
  auto record = wire::from_wire(told);
  BOOST_REQUIRE(record);
  BOOST_CHECK(*record == topology.view().nodes().at(0));
}

BOOST_AUTO_TEST_CASE(services_are_told_in_order) {
  for (const char* name : {"b", "a"})
    ask<topology_view>(topology.actor, service_announcement{{name, "v1"}});
  auto told = answer_to<v1::ServiceList>(v1::ServicesRequest{});
  BOOST_REQUIRE(told.services_size() == 2);
  BOOST_TEST(told.services(0).name() == "a");
  BOOST_TEST(told.services(1).name() == "b");
}

BOOST_AUTO_TEST_CASE(the_whole_table_is_told) {
  ask<topology_view>(topology.actor, node_addition{record_of("other")});
  auto told = answer_to<v1::TopologySnapshot>(v1::TopologyRequest{});
  BOOST_TEST(told.records_size() == 2);
  BOOST_TEST(told.epoch() == 11u);
}

BOOST_AUTO_TEST_CASE(a_sync_is_merged_in_the_name_of_the_connection) {
  v1::SyncRequest request; // without a sender
  request.set_sender_epoch(5);
  request.set_sender_since(1);
  auto& keys = mesh_keys::shared();
  request.add_records(keys.sign(record_of("peer"), now()).SerializeAsString());
  request.add_certificates(keys.certificate("peer"));
  auto told = answer_to<v1::SyncResponse>(request);
  BOOST_TEST(told.accepted() == 1u);
  BOOST_TEST((topology.view().find("peer") != nullptr));
  auto next = ask<v1::SyncRequest>(topology.actor, sync_start{"peer"});
  BOOST_TEST(next->value->epoch() == 5u);
}

BOOST_AUTO_TEST_CASE(the_actor_of_a_service_is_told) {
  v1::ServiceRequest request;
  request.set_name("greeting");
  request.set_version("v1");
  auto told = answer_to<v1::ServiceReference>(request);
  BOOST_TEST(told.actor() == services.id());
  BOOST_REQUIRE(told.interface_size() == 2);
  BOOST_TEST(told.interface(0) == "a");
  request.set_version("v2");
  BOOST_CHECK(refusal_of(request) == ec::unknown_service);
}

// -- what is refused
// -------------------------------------------------------------

BOOST_AUTO_TEST_CASE(who_speaks_for_another_is_refused) {
  auto from = [](auto x) {
    x.set_sender("other");
    return x;
  };
  BOOST_CHECK(refusal_of(from(v1::Ping{})) == ec::not_authorized);
  BOOST_CHECK(refusal_of(from(v1::HealthRequest{})) == ec::not_authorized);
  BOOST_CHECK(refusal_of(from(v1::NodeInfoRequest{})) == ec::not_authorized);
  BOOST_CHECK(refusal_of(from(v1::SyncRequest{})) == ec::not_authorized);
  BOOST_CHECK(refusal_of(from(v1::TopologyRequest{})) == ec::not_authorized);
  BOOST_CHECK(refusal_of(from(v1::ServicesRequest{})) == ec::not_authorized);
  v1::Ping honest;
  honest.set_sender("peer");
  answer_to<v1::Pong>(honest);
}

BOOST_AUTO_TEST_CASE(an_anonymous_frame_is_refused) {
  who.reset();
  BOOST_CHECK(refusal_of(v1::Ping{}) == ec::no_caller);
}

BOOST_AUTO_TEST_CASE(every_kind_that_is_no_question_is_unsupported) {
  for (int kind : {0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 19, 255, 256, 65535}) {
    auto got = send({static_cast<frame_kind>(kind), {}});
    BOOST_TEST(got->answers == 1);
    BOOST_CHECK(got->error.code == ec::unsupported);
  }
}

BOOST_AUTO_TEST_CASE(bytes_that_do_not_parse_are_an_error_to_the_sender) {
  for (int kind : {1, 3, 5, 7, 9, 11, 13}) {
    auto got = send({static_cast<frame_kind>(kind), "\xff\xff\xff"});
    BOOST_TEST(got->answers == 1);
    BOOST_CHECK(got->error.code == ec::malformed_message);
  }
  answer_to<v1::Pong>(v1::Ping{}); // and it lives
}

BOOST_AUTO_TEST_CASE(an_oversized_frame_is_an_error_to_the_sender) {
  for (int kind : {1, 3, 5, 7, 9, 11, 13}) {
    auto got = send({static_cast<frame_kind>(kind),
                     std::string(defaults::frame_max_bytes + 1, '\0')});
    BOOST_CHECK(got->error.code == ec::payload_too_large);
  }
}

BOOST_AUTO_TEST_CASE(a_bad_record_in_a_sync_is_an_error_to_the_sender) {
  v1::SyncRequest request;
  auto bad = record_of("../x");
  v1::SignedRecord record;
  record.set_body(wire::to_wire(bad).SerializeAsString());
  request.add_records(record.SerializeAsString());
  BOOST_CHECK(refusal_of(request) == ec::malformed_message);
  request.set_records(0, "no record");
  BOOST_CHECK(refusal_of(request) == ec::malformed_message);
}

BOOST_AUTO_TEST_CASE(an_actor_that_has_ended_means_a_shutdown) {
  end(monitor);
  BOOST_CHECK(refusal_of(v1::HealthRequest{}) == ec::shutting_down);
  end(topology.actor);
  BOOST_CHECK(refusal_of(v1::TopologyRequest{}) == ec::shutting_down);
  answer_to<v1::Pong>(v1::Ping{});
}

BOOST_AUTO_TEST_CASE(a_departed_node_still_knows_itself) {
  ask<topology_view>(topology.actor, departure{});
  auto told = answer_to<v1::NodeRecord>(v1::NodeInfoRequest{});
  BOOST_TEST(told.id() == "here");
  BOOST_CHECK(told.status() == v1::NODE_STATUS_LEFT);
}

// -- actors of this process
// --------------------------------------------------------

BOOST_AUTO_TEST_CASE(local_actors_ask_without_frames) {
  who.reset();
  v1::Ping ping;
  ping.set_timestamp_ms(7);
  auto pong = ask<v1::Pong>(endpoint, ping);
  BOOST_REQUIRE(pong->value);
  BOOST_TEST(pong->value->echo_ms() == 7);
  BOOST_TEST(ask<v1::Health>(endpoint, v1::HealthRequest{})->value.has_value());
  auto record = ask<v1::NodeRecord>(endpoint, v1::NodeInfoRequest{});
  BOOST_REQUIRE(record->value);
  BOOST_TEST(record->value->id() == "here");
  auto table = ask<v1::TopologySnapshot>(endpoint, v1::TopologyRequest{});
  BOOST_REQUIRE(table->value);
  BOOST_TEST(table->value->records_size() == 1);
  BOOST_TEST(
    ask<v1::ServiceList>(endpoint, v1::ServicesRequest{})->value.has_value());
}

BOOST_AUTO_TEST_CASE(local_actors_speak_for_themselves_too) {
  who = "here";
  v1::Ping ping;
  ping.set_sender("other");
  BOOST_CHECK(ask<v1::Pong>(endpoint, ping)->error.code == ec::not_authorized);
  ping.set_sender("here");
  BOOST_TEST(ask<v1::Pong>(endpoint, ping)->value.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
