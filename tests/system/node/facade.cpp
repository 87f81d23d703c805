// What a node says of itself, alone.

#include "mesh_fixture.hpp"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <mutex>
#include <set>
#include <vector>

using namespace aegis;
using namespace aegis::test;

BOOST_FIXTURE_TEST_SUITE(facade, mesh_fixture)

BOOST_AUTO_TEST_CASE(a_node_tells_what_it_was_built_with) {
  auto b = builder("a");
  b.type("gateway").region("eu").label("rack", "7").mesh("m");
  b.declare({"declared", "v1"});
  auto a = started(std::move(b));
  BOOST_TEST(a.id() == "a");
  BOOST_TEST(a.name() == "Node a");
  BOOST_TEST(a.type() == "gateway");
  BOOST_TEST(a.mesh() == "m");
  BOOST_TEST(a.info().region == "eu");
  BOOST_TEST(a.info().labels.at("rack") == "7");
  BOOST_TEST(to_string(a.info().services.at(0)) == "declared@v1");
  BOOST_TEST(a.own_certificate().common_name == "a");
}

BOOST_AUTO_TEST_CASE(the_type_is_generic_by_default) {
  BOOST_TEST(started("a").type() == "generic");
}

BOOST_AUTO_TEST_CASE(port_0_becomes_the_real_one_at_the_start) {
  auto made = builder("a").build();
  BOOST_REQUIRE_EQUAL(text_of(made), "ok");
  BOOST_TEST(made->address() == "127.0.0.1:0");
  BOOST_TEST(!made->running());
  BOOST_REQUIRE_EQUAL(text_of(made->start()), "ok");
  auto where = parse_host_port(made->address());
  BOOST_REQUIRE(where);
  BOOST_TEST(where->port != 0);
  BOOST_TEST(made->running());
  BOOST_TEST(text_of(made->start()) == "ok"); // once more changes nothing
  BOOST_TEST(made->address() == to_string(*where));
}

BOOST_AUTO_TEST_CASE(another_address_can_be_advertised) {
  auto b = builder("a");
  b.address("0.0.0.0:0").advertise("localhost:0");
  auto a = started(std::move(b));
  BOOST_TEST(a.address().find("localhost:") == 0u);
  BOOST_TEST(a.address() != "localhost:0");
  auto user = started("user");
  connect(user, a);
}

BOOST_AUTO_TEST_CASE(json_form) {
  auto a = started("a");
  google::protobuf::Struct json;
  auto parsed = google::protobuf::util::JsonStringToMessage(a.to_json(), &json);
  BOOST_REQUIRE(parsed.ok());
  BOOST_TEST(json.fields().at("id").string_value() == "a");
  BOOST_TEST(json.fields().at("address").string_value() == a.address());
  BOOST_TEST(json.fields().at("status").string_value() == "NODE_STATUS_ALIVE");
}

BOOST_AUTO_TEST_CASE(printable_form) {
  auto a = started("a");
  a.add_peer({"b", "127.0.0.1:1"});
  BOOST_TEST(to_string(a)
             == "a (Node a) at " + a.address() + ", 1 peers, topology version "
                  + std::to_string(a.topology_version()));
}

BOOST_AUTO_TEST_CASE(a_node_can_be_validated) {
  auto a = started("a");
  BOOST_TEST(text_of(a.validate()) == "ok");
}

BOOST_AUTO_TEST_CASE(the_topology_begins_with_the_node_itself) {
  auto a = started("a");
  auto nodes = a.mesh_nodes();
  BOOST_REQUIRE(nodes.size() == 1u);
  BOOST_CHECK(nodes[0] == a.info());
  BOOST_TEST(a.topology().version() == a.topology_version());
}

BOOST_AUTO_TEST_CASE(changes_are_told_until_the_subscription_ends) {
  auto a = started("a");
  std::mutex mtx;
  std::vector<std::string> seen;
  auto count = [&] {
    std::unique_lock guard{mtx};
    return seen.size();
  };
  {
    auto subscription = a.subscribe([&](const topology_event& x) {
      std::unique_lock guard{mtx};
      seen.push_back(to_string(x.change) + ' ' + x.node.id);
    });
    auto b = provider("b");
    connect(a, b);
    BOOST_TEST(eventually([&] {
      std::unique_lock guard{mtx};
      return std::count(seen.begin(), seen.end(), "joined b") == 1
             && std::count(seen.begin(), seen.end(), "service_up b") == 1;
    }));
  }
  auto before = count();
  auto c = started("c");
  connect(a, c);
  BOOST_REQUIRE(eventually([&] { return a.topology().find("c") != nullptr; }));
  BOOST_TEST(count() == before);
}

BOOST_AUTO_TEST_CASE(changes_start_from_the_view_that_is_told_first) {
  auto a = started("a");
  std::mutex mtx;
  std::set<std::string> members;
  std::uint64_t version = 0;
  auto told = false;
  auto begin = [&](const topology_view& x) {
    std::unique_lock guard{mtx};
    told = true;
    version = x.version();
    for (const auto& node : x.nodes())
      members.insert(node.id);
  };
  auto follow = [&](const topology_event& x) {
    std::unique_lock guard{mtx};
    BOOST_TEST(told);
    BOOST_TEST(x.version > version);
    if (x.change == topology_change::joined)
      BOOST_TEST(members.insert(x.node.id).second);
  };
  auto b = started("b");
  connect(b, a);
  auto subscription = a.subscribe(follow, begin);
  BOOST_TEST(told);
  auto c = started("c");
  connect(c, b);
  BOOST_TEST(eventually([&] {
    std::unique_lock guard{mtx};
    return members == std::set<std::string>{"a", "b", "c"};
  }));
}

// -- actors ----------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(actors_of_the_node_are_there_for_actor_code) {
  auto a = started("a");
  auto b = started("b");
  connect(a, b);
  caf::scoped_actor self{a.system()};
  auto fail = [](const caf::error& why) { BOOST_ERROR(describe(why)); };
  v1::Ping ping;
  ping.set_timestamp_ms(7);
  self->request(a.endpoint_handle(), patience, ping)
    .receive([](const v1::Pong& x) { BOOST_TEST(x.echo_ms() == 7); }, fail);
  self->request(a.peer_manager_handle(), patience, ping_request{"b"})
    .receive([](const ping_result& x) { BOOST_TEST(x.round_trip.count() > 0); },
             fail);
  self->request(a.topology_handle(), patience, topology_query{})
    .receive([](const topology_view& x) { BOOST_TEST(x.version() > 0u); },
             fail);
  self->request(a.health_handle(), patience, health_query{})
    .receive([](const health&) {}, fail);
  self
    ->request(a.service_pool_handle(), patience, provider_count_query{greeting})
    .receive([](const provider_count& x) { BOOST_TEST(x.known == 0u); }, fail);
}

BOOST_AUTO_TEST_CASE(actors_speak_for_no_other_node) {
  auto a = started("a");
  caf::scoped_actor self{a.system()};
  v1::Ping ping;
  ping.set_sender("b");
  auto code = ec::none;
  self->request(a.endpoint_handle(), patience, ping)
    .receive([](const v1::Pong&) {},
             [&](const caf::error& why) { code = code_of(why); });
  BOOST_CHECK(code == ec::not_authorized);
}

BOOST_AUTO_TEST_SUITE_END()
