#include "aegis/simulation/scenario.hpp"

#include "aegis/simulation/run.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace std::chrono_literals;

namespace aegis::simulation {

namespace {

scenario good(const std::string& text) {
  auto result = parse_scenario("test", text);
  BOOST_REQUIRE_MESSAGE(result,
                        text << ": " << (result ? "" : result.error().text));
  return *result;
}

std::string fault_of(const std::string& text) {
  auto result = parse_scenario("test", text);
  return result ? "none" : result.error().text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(scenario_suite)

BOOST_AUTO_TEST_CASE(a_scenario_says_what_it_is_about_and_what_happens) {
  auto x = good("# One line,\n# and another.\n\n"
                "nodes 12  # not that many\n"
                "network wan\nregions a b\nend 90s\nquiet 30s\n"
                "providers 2\nclients 3\ncalls 2.5\n"
                "at 1500ms cut 0-3 from rest oneway for 2s\n"
                "every 5s from 10s until 40s crash 2 nodes host restart 1s\n");
  BOOST_TEST(x.about == "One line, and another.");
  BOOST_TEST(x.nodes == 12u);
  BOOST_CHECK(x.preset == network::wan);
  BOOST_TEST(x.regions.size() == 2u);
  BOOST_CHECK(x.end == 90s);
  BOOST_CHECK(x.quiet == 30s);
  BOOST_TEST(x.calls_per_second == 2.5);
  BOOST_REQUIRE(x.plan.size() == 2u);
  BOOST_CHECK(x.plan[0].when == 1500ms);
  BOOST_TEST(x.plan[0].line == 12u);
  const auto& cut = std::get<cut_action>(x.plan[0].what);
  BOOST_TEST(cut.from.last == 3u);
  BOOST_CHECK(cut.to.what == selection::kind::rest);
  BOOST_TEST(cut.one_way);
  BOOST_CHECK(cut.time == 2s);
  const auto& crash = std::get<crash_action>(x.plan[1].what);
  BOOST_CHECK(x.plan[1].interval == 5s);
  BOOST_CHECK(x.plan[1].when == 10s);
  BOOST_CHECK(x.plan[1].until == 40s);
  BOOST_CHECK(crash.who.what == selection::kind::count);
  BOOST_TEST(crash.host);
  BOOST_CHECK(crash.start_after == 1s);
}

BOOST_AUTO_TEST_CASE(nodes_are_named_in_many_ways) {
  auto x = good("at 1s stop all\nat 1s stop 7\nat 1s stop 5%\n"
                "at 1s stop 1 node\nat 1s stop region north\n"
                "at 1s skew 2-4 by -30s\nat 1s loss 0.5%\nat 2s heal\n");
  auto who
    = [&](std::size_t i) { return std::get<stop_action>(x.plan[i].what).who; };
  BOOST_CHECK(who(0).what == selection::kind::all);
  BOOST_TEST(who(1).first == 7u);
  BOOST_TEST(who(1).last == 7u);
  BOOST_TEST(who(2).share == 0.05);
  BOOST_CHECK(who(3).what == selection::kind::count);
  BOOST_TEST(who(4).region == "north");
  BOOST_CHECK(std::get<skew_action>(x.plan[5].what).by == -30s);
  BOOST_TEST(std::get<loss_action>(x.plan[6].what).share == 0.005);
}

BOOST_AUTO_TEST_CASE(a_fault_is_told_with_its_line) {
  const std::pair<const char*, const char*> faults[] = {
    {"nodes 3\nnodes many\n", "line 2: \"many\" is no number"},
    {"nodes 0\n", "nodes: there must be one"},
    {"jump\n", "line 1: unknown word \"jump\""},
    {"at 1s dance all\n", "unknown action \"dance\""},
    {"at soon stop all\n", "\"soon\" is no time"},
    {"at 1s stop\n", "which nodes?"},
    {"at 1s stop 9-3\n", "is no range"},
    {"at 1s stop all twice\n", "what is \"twice\"?"},
    {"at 1s freeze all\n", "'for TIME' is missing"},
    {"at 1s loss much\n", "no share of packets"},
    {"at 119s stop all\n", "line 1: falls into the quiet time"},
    {"end 10s\nquiet 10s\n", "takes the whole time"},
    {"clients 3\n", "nobody provides"},
    {"every 0s stop all\n", "must be positive"},
    {"network moon\n", "is none of local, lan, wan"},
    {"nodes 1000000\n", "nodes: at most 100000"},
    {"calls inf\nproviders 1\nclients 1\n", "\"inf\" is no number"},
    {"calls 1e9\n", "calls: at most"},
    {"end 100000h\n", "end: after 30 days"},
    {"every 1us stop all\n", "line 1: happens too often"},
    {"bandwidth 99999999999\n", "bandwidth: at most"},
    {"payload 99999999999\n", "payload: at most"},
    {"at nans stop all\n", "is no time"},
  };
  for (const auto& [text, part] : faults)
    BOOST_TEST(fault_of(text).find(part) != std::string::npos,
               text << " -> " << fault_of(text));
}

BOOST_AUTO_TEST_CASE(times_have_units) {
  BOOST_CHECK(*parse_time("1.5s") == 1500ms);
  BOOST_CHECK(*parse_time("20ms") == 20ms);
  BOOST_CHECK(*parse_time("300us") == 300us);
  BOOST_CHECK(*parse_time("2min") == 2min);
  BOOST_CHECK(*parse_time("1h") == 1h);
  for (auto* x : {"", "s", "5", "-1s", "1e99h", "1 s"})
    BOOST_TEST(!static_cast<bool>(parse_time(x)), x);
}

BOOST_AUTO_TEST_CASE(all_that_ship_can_be_read) {
  auto names = scenario_names();
  BOOST_TEST(names.size() >= 12u);
  for (const auto& name : names) {
    auto x = parse_scenario(name, scenario_text(name));
    BOOST_TEST(static_cast<bool>(x), name << ": " << (x ? "" : x.error().text));
    if (x)
      BOOST_TEST(!x->about.empty(), name);
  }
  BOOST_TEST(scenario_text("no such").empty());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace aegis::simulation
