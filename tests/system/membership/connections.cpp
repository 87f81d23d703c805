// How many connections whole nodes keep.

#include "tests/system/node/mesh_fixture.hpp"

#include "transport/hub.hpp"

using namespace aegis;
using namespace aegis::test;

namespace {

struct fixture : mesh_fixture {
  static std::size_t links(const node& x) {
    return transport::hub::find(x.system())->stats().links;
  }

  /// A node that keeps up to `max` connections.
  node frugal(const std::string& id, std::size_t max,
              std::vector<std::string> seeds = {}) {
    node_settings settings;
    settings.peers.connections_min = 1;
    settings.peers.connections_max = max;
    settings.peers.idle_timeout = 500ms;
    auto b = builder(id);
    b.settings(settings).seeds(std::move(seeds));
    return started(std::move(b));
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(connections, fixture)

BOOST_AUTO_TEST_CASE(nodes_connect_to_each_other_without_being_told) {
  auto a = started("a");
  auto b = started(builder("b").seeds({a.address()}));
  auto c = started(builder("c").seeds({a.address()}));
  for (auto* x : {&a, &b, &c})
    BOOST_TEST(eventually([&] { return links(*x) == 2; }));
}

BOOST_AUTO_TEST_CASE(idle_ones_are_closed_and_nobody_is_lost) {
  auto center = frugal("center", 2);
  std::vector<node> others;
  for (const auto* id : {"a", "b", "c", "d"})
    others.push_back(frugal(id, 4, {center.address()}));
  BOOST_TEST(eventually([&] { return links(center) > 2; }));
  BOOST_TEST(eventually([&] { return links(center) <= 2; }));
  BOOST_TEST(eventually([&] { return center.mesh_nodes().size() == 5u; }));
  for (const auto& x : center.mesh_nodes())
    BOOST_TEST((x.status == node_status::alive), to_string(x));
}

BOOST_AUTO_TEST_SUITE_END()
