// Each mistake that is seeded into the code must be found by the checkers, and
// nothing must be found without one.

#include "aegis/simulation/report.hpp"
#include "aegis/simulation/run.hpp"
#include "core/mistake.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>
#include <string>
#include <vector>

namespace aegis::simulation {

namespace {

/// A mesh that loses hosts and processes, splits, heals and is called all the
/// time: reason enough for most mistakes to show.
const char* const hard_life = R"(# A hard life.
nodes 20
providers 5
clients 8
calls 4
end 200s
quiet 90s
every 6s from 8s crash 1 node restart 4s
every 11s from 9s until 60s crash 1 node host restart 9s
every 3s from 5s edit 3 nodes
at 40s cut 0-9 from rest for 30s
)";

/// Nodes that leave for good.
const char* const goodbye = R"(# Goodbye.
nodes 20
end 120s
quiet 80s
at 33s stop 7-8
)";

/// Payloads for which the connections are too thin.
const char* const bulk = R"(# Large payloads.
nodes 8
providers 1
clients 7
calls 0.5
payload 3000000
bandwidth 2000000
false-suspicions 0
end 90s
quiet 80s
)";

/// Two nodes that change at once, so that their versions stay equal.
const char* const twins = R"(# Twins.
nodes 2
end 90s
quiet 60s
at 20s edit all
)";

/// Hosts that go for good.
const char* const gone = R"(# Gone for good.
nodes 12
end 180s
quiet 150s
at 25s crash 3-4 host
)";

/// Connections that end while the nodes at both ends live on.
const char* const resets = R"(# Resets.
nodes 10
providers 3
clients 5
calls 3
end 120s
quiet 80s
at 35s reset 0-2
)";

struct seed {
  mistake what;
  const char* name;
  const char* text;
  const char* checker; ///< one of those that find it; empty: any
};

std::ostream& operator<<(std::ostream& out, const seed& x) {
  return out << x.name;
}

#define SEED(x, text, checker)    \
  seed {                          \
    mistake::x, #x, text, checker \
  }

const std::vector<seed> seeds{
  SEED(merge_prefers_the_older, hard_life, ""),
  SEED(equal_versions_never_exchanged, twins, "convergence"),
  SEED(newcomer_always_wins, hard_life, ""),
  SEED(tombstones_forgotten_early, goodbye, ""),
  SEED(no_refutation, hard_life, "convergence"),
  SEED(restart_with_an_old_incarnation, hard_life, ""),
  SEED(suspicion_without_timeout, gone, "convergence"),
  SEED(pool_keeps_dead_providers, resets, ""),
  SEED(reply_delivered_twice, hard_life, "calls"),
  SEED(call_lost_with_its_provider, hard_life, "calls"),
  SEED(subscriber_misses_events, hard_life, "events"),
  SEED(caller_of_another_connection, hard_life, "callers"),
  SEED(timers_without_end, hard_life, "bounds"),
  SEED(probes_behind_bulk_data, bulk, "detection"),
};

#undef SEED

run_result run_with(mistake what, const char* text) {
  seeded_mistake = what;
  mistakes_made = 0;
  auto parsed = parse_scenario("seeded", text);
  BOOST_REQUIRE_MESSAGE(parsed, (parsed ? std::string{} : parsed.error().text));
  run_options options;
  options.what = *parsed;
  options.seed = 3;
  options.violations_max = what == mistake::timers_without_end ? 1 : 1000;
  auto result = run(std::move(options));
  seeded_mistake = mistake::none;
  return result;
}

} // namespace

BOOST_AUTO_TEST_SUITE(mistakes_suite)

BOOST_AUTO_TEST_CASE(without_a_mistake_nothing_is_found) {
  for (auto* text : {hard_life, goodbye, bulk, twins, gone, resets}) {
    auto result = run_with(mistake::none, text);
    BOOST_TEST(result.violations.empty(), summary_of(result, false));
  }
}

BOOST_DATA_TEST_CASE(each_mistake_is_found, boost::unit_test::data::make(seeds),
                     x) {
  auto result = run_with(x.what, x.text);
  BOOST_TEST(!result.violations.empty(), x.name << " was not found");
  auto found = std::string{x.checker}.empty();
  for (const auto& v : result.violations)
    found = found || v.checker == x.checker;
  BOOST_TEST(found, summary_of(result, false));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace aegis::simulation
