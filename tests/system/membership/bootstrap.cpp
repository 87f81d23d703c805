// How nodes find their mesh, and only that.

#include "tests/system/node/mesh_fixture.hpp"

#include "transport/hub.hpp"

#include <fstream>
#include <numeric>

using namespace aegis;
using namespace aegis::test;

namespace {

struct fixture : mesh_fixture {
  std::string file = certs.path + "/seeds";

  void write(const std::string& text) const {
    std::ofstream{file, std::ios::trunc} << text;
  }

  static bool sees(const node& x, std::size_t count) {
    return eventually([&] { return x.mesh_nodes().size() == count; });
  }

  static std::uint64_t refused(node& x) {
    auto refusals = transport::hub::find(x.system())->stats().refusals;
    return std::accumulate(
      refusals.begin(), refusals.end(), std::uint64_t{0},
      [](auto sum, const auto& kvp) { return sum + kvp.second; });
  }

  static std::string port_of(const node& x) {
    return x.address().substr(x.address().rfind(':'));
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(bootstrap, fixture)

BOOST_AUTO_TEST_CASE(one_living_seed_among_dead_ones_suffices) {
  auto a = started("a");
  auto b = started(builder("b").seeds(
    {"127.0.0.1:1", "127.0.0.1:2", a.address(), "127.0.0.1:3", "127.0.0.1:4"}));
  BOOST_TEST(sees(b, 2));
  BOOST_TEST(sees(a, 2));
}

BOOST_AUTO_TEST_CASE(node_among_its_own_seeds_does_not_dial_itself_for_ever) {
  auto a = started("a");
  // Under another name than its own, so that it finds out by dialing.
  BOOST_REQUIRE_EQUAL(text_of(a.add_peer({"", "localhost" + port_of(a)})),
                      "ok");
  BOOST_TEST(eventually([&] { return a.peers().empty(); }));
  BOOST_TEST(a.mesh_nodes().size() == 1u);
}

BOOST_AUTO_TEST_CASE(name_stands_for_all_addresses_behind_it) {
  auto a = started("a");
  auto b = started(builder("b").seed_dns("localhost" + port_of(a)));
  BOOST_TEST(sees(b, 2));
}

BOOST_AUTO_TEST_CASE(file_is_read_again_and_a_bad_one_changes_nothing) {
  write("# nobody yet\n");
  auto a = started("a");
  auto b = started(builder("b").seed_file(file));
  BOOST_TEST(b.mesh_nodes().size() == 1u);
  write("what is this\n");
  std::this_thread::sleep_for(defaults::seed_file_interval + 1s);
  BOOST_TEST(b.mesh_nodes().size() == 1u);
  write("\n  " + a.address() + "  # the first one\n");
  BOOST_TEST(sees(b, 2));
}

BOOST_AUTO_TEST_CASE(errors_name_the_seed) {
  auto fails = [](node_builder& x) { return text_of(x.build()); };
  auto bad = builder("a");
  bad.seeds({"127.0.0.1:1", "nowhere"});
  BOOST_TEST(fails(bad).find("invalid_address: seeds: ") == 0u);
  BOOST_TEST(fails(bad).find("nowhere") != std::string::npos);
  auto dns = builder("a");
  dns.seed_dns("host:0");
  BOOST_TEST(fails(dns)
             == "invalid_address: seed_dns: host:0: port 0 cannot "
                "be dialed");
  auto missing = builder("a");
  missing.seed_file(file);
  BOOST_TEST(fails(missing).find("file_error: seeds: cannot read " + file)
             == 0u);
  write("127.0.0.1:1\nx y\n");
  auto wrong = builder("a");
  wrong.seed_file(file);
  BOOST_TEST(fails(wrong).find("invalid_address: seeds: " + file + ", line 2")
             == 0u);
}

BOOST_AUTO_TEST_CASE(two_meshes_never_merge_although_they_share_a_ca) {
  write("");
  auto red = started(builder("red-1").mesh("red").seed_file(file));
  auto blue = started(builder("blue-1").mesh("blue").seeds({red.address()}));
  write(blue.address() + '\n');
  auto second = started(
    builder("red-2").mesh("red").seeds({red.address(), blue.address()}));
  BOOST_TEST(sees(red, 2));
  // Each has tried the other several times.
  BOOST_TEST(eventually([&] { return refused(red) >= 3; }));
  BOOST_TEST(eventually([&] { return refused(blue) >= 3; }));
  BOOST_TEST(blue.mesh_nodes().size() == 1u);
  for (const auto* x : {&red, &second})
    for (const auto& known : x->mesh_nodes())
      BOOST_TEST(known.id.find("red-") == 0u, known.id);
  BOOST_TEST(!blue.is_connected("red-1"));
  BOOST_TEST(!red.is_connected("blue-1"));
}

BOOST_AUTO_TEST_SUITE_END()
