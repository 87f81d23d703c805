// The scenarios that ship, small, with fixed seeds.

#include "aegis/simulation/report.hpp"
#include "aegis/simulation/run.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace std::chrono_literals;

namespace aegis::simulation {

namespace {

#ifdef __SANITIZE_ADDRESS__
constexpr std::size_t nodes = 12;
constexpr std::uint64_t swarm_seeds = 1;
#else
constexpr std::size_t nodes = 24;
constexpr std::uint64_t swarm_seeds = 3;
#endif

run_options options_for(const std::string& name, std::uint64_t seed) {
  auto what = parse_scenario(name, scenario_text(name));
  BOOST_REQUIRE_MESSAGE(what, (what ? "" : what.error().text));
  run_options result;
  result.what = *what;
  result.what.nodes = nodes;
  result.seed = seed;
  return result;
}

void must_hold(run_options options) {
  auto result = run(std::move(options));
  BOOST_TEST(result.violations.empty(), summary_of(result, false));
}

} // namespace

BOOST_AUTO_TEST_SUITE(scenarios_suite)

BOOST_AUTO_TEST_CASE(all_that_ship_hold) {
  for (const auto& name : scenario_names())
    must_hold(options_for(name, 1));
}

BOOST_AUTO_TEST_CASE(they_hold_with_a_swarm_of_faults) {
  for (auto* name : {"boot", "split-and-heal", "churn", "hot-provider"})
    for (std::uint64_t seed = 1; seed <= swarm_seeds; ++seed) {
      auto options = options_for(name, seed);
      options.swarm = true;
      must_hold(std::move(options));
    }
}

// A clock went back just before the quiet time: a record is signed anew in it.
BOOST_AUTO_TEST_CASE(a_seed_that_failed_once_holds) {
  auto options = options_for("rolling-restart", 70040);
  options.what.nodes = 20;
  options.swarm = true;
  must_hold(std::move(options));
}

BOOST_AUTO_TEST_CASE(the_same_seed_is_the_same_run) {
  auto once = [](std::uint64_t seed) {
    auto options = options_for("churn", seed);
    options.swarm = true;
    options.until = 40s;
    return run(std::move(options)).trace_hash;
  };
  auto first = once(5);
  BOOST_TEST(first == once(5));
  BOOST_TEST(first != once(6));
}

BOOST_AUTO_TEST_CASE(what_is_broken_is_found) {
  // The quiet time is too short to find out about a host that dies in it.
  auto what = parse_scenario("broken", "nodes 12\nend 30s\nquiet 500ms\n"
                                       "at 29400ms crash 3-3 host\n");
  BOOST_REQUIRE(what);
  run_options options;
  options.what = *what;
  auto result = run(std::move(options));
  BOOST_REQUIRE(!result.violations.empty());
  BOOST_TEST(result.violations.front().checker == "convergence");
  BOOST_TEST(command_of(result)
             == "aegisctl simulate --scenario broken --nodes 12 --seed 1");
}

BOOST_AUTO_TEST_CASE(a_cut_that_nobody_heals_is_found) {
  auto what = parse_scenario("cut", "nodes 8\nend 60s\nquiet 50s\n"
                                    "at 5s cut 0-3 from rest\n");
  BOOST_REQUIRE(what);
  run_options options;
  options.what = *what;
  auto result = run(std::move(options));
  BOOST_REQUIRE(!result.violations.empty());
  BOOST_TEST(result.violations.front().text.find("2 different tables")
             != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace aegis::simulation
