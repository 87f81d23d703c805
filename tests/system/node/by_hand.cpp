// What a node is told of others by hand, and what it asks a peer to tell.

#include "mesh_fixture.hpp"

#include <algorithm>

using namespace aegis;
using namespace aegis::test;

namespace {

node_info printer(const std::string& id) {
  node_info x;
  x.id = id;
  x.name = "Printer";
  x.address = "127.0.0.1:9";
  x.services = {{"print", "v1"}};
  return x;
}

bool knows(const std::vector<node_info>& nodes, const std::string& id) {
  return std::any_of(nodes.begin(), nodes.end(),
                     [&](const node_info& x) { return x.id == id; });
}

bool begins_with(const std::string& text, const std::string& part) {
  return text.compare(0, part.size(), part) == 0;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(topology_by_hand, mesh_fixture)

BOOST_AUTO_TEST_CASE(
  node_is_added_changed_and_removed_for_the_mesh_by_its_source) {
  node_settings settings;
  settings.topology.policy = merge_policy::highest_version;
  settings.topology.topology_source = {"a"};
  settings.topology.sync_interval = 100ms;
  auto a = started(std::move(builder("a").settings(settings)));
  auto b = started(std::move(builder("b").settings(settings)));
  connect(b, a);
  BOOST_TEST(text_of(a.add_node(printer("p1"))) == "ok");
  BOOST_TEST(begins_with(text_of(a.add_node(printer("p1"))), "already_exists"));
  BOOST_TEST(eventually([&] { return b.topology().find("p1") != nullptr; }));
  auto changed = *a.topology().find("p1");
  auto joined = changed.joined_at;
  changed.name = "Printer on the second floor";
  BOOST_TEST(text_of(a.update_node(changed)) == "ok");
  BOOST_TEST(eventually([&] {
    auto seen = b.topology().find("p1");
    return seen && seen->name == changed.name && seen->joined_at == joined;
  }));
  BOOST_TEST(text_of(a.remove_node("p1")) == "ok");
  BOOST_TEST(eventually([&] { return b.topology().find("p1") == nullptr; }));
  BOOST_TEST(begins_with(text_of(a.remove_node("p1")), "unknown_node"));
}

BOOST_AUTO_TEST_CASE(node_that_is_added_by_a_member_is_for_itself_alone) {
  auto a = started("a");
  auto b = started("b");
  connect(b, a);
  BOOST_REQUIRE(eventually([&] { return a.topology().find("b") != nullptr; }));
  BOOST_TEST(text_of(a.add_node(printer("p1"))) == "ok");
  auto changed = *a.topology().find("p1");
  changed.name = "Printer on the second floor";
  BOOST_TEST(text_of(a.update_node(changed)) == "ok");
  BOOST_TEST(a.topology().find("p1")->name == changed.name);
  BOOST_TEST(
    eventually([&] { return a.topology().digest() == b.topology().digest(); }));
  BOOST_TEST((b.topology().find("p1") == nullptr));
  BOOST_TEST(text_of(a.remove_node("p1")) == "ok");
  BOOST_TEST(begins_with(text_of(a.remove_node("p1")), "unknown_node"));
}

BOOST_AUTO_TEST_CASE(record_of_a_member_is_its_own_to_change) {
  auto a = started("a");
  auto b = started("b");
  connect(b, a);
  BOOST_REQUIRE(eventually([&] { return a.topology().find("b") != nullptr; }));
  auto claim = *a.topology().find("b");
  claim.address = "127.0.0.1:1";
  BOOST_TEST(begins_with(text_of(a.update_node(claim)), "not_authorized"));
  BOOST_TEST(text_of(a.remove_node("b")) == "ok");
  BOOST_TEST((eventually([&] { return a.topology().find("b") != nullptr; })));
}

BOOST_AUTO_TEST_CASE(what_makes_no_sense_by_hand_is_refused) {
  auto a = started("a");
  BOOST_TEST(begins_with(text_of(a.add_node(printer("../p"))), "invalid_id"));
  BOOST_TEST(begins_with(text_of(a.remove_node("a")), "invalid_argument"));
  BOOST_TEST(begins_with(text_of(a.update_node(printer("x"))), "unknown_node"));
}

BOOST_AUTO_TEST_CASE(
  peer_tells_what_it_knows_of_the_mesh_and_what_it_provides) {
  auto a = started("a");
  auto b = started("b");
  connect(b, a);
  BOOST_TEST(text_of(a.add_node(printer("p1"))) == "ok");
  auto nodes = b.peer_topology("a");
  BOOST_REQUIRE_MESSAGE(nodes, text_of(nodes));
  BOOST_TEST(knows(*nodes, "a"));
  BOOST_TEST(knows(*nodes, "p1"));
  auto before = b.peer_services("a");
  BOOST_REQUIRE_MESSAGE(before, text_of(before));
  BOOST_TEST(before->empty());
  BOOST_TEST(begins_with(text_of(b.peer_topology("x")), "unknown_node"));
  BOOST_TEST(begins_with(text_of(b.peer_services("x")), "unknown_node"));
}

BOOST_AUTO_TEST_SUITE_END()
