#include "aegis/simulation/report.hpp"

#include "aegis/simulation/run.hpp"
#include "simulation/report/growth.hpp"
#include "tests/support/temporary_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>
#include <string>

using namespace std::chrono_literals;

namespace aegis::simulation {

namespace {

std::string text_of(const std::string& path) {
  std::ifstream in{path};
  return {std::istreambuf_iterator<char>{in}, {}};
}

run_result small_run() {
  auto what = parse_scenario("small", "# A crash & what <follows>.\nnodes 10\n"
                                      "providers 2\nclients 3\nend 130s\n"
                                      "quiet 60s\nat 50s crash 4-4 host\n");
  BOOST_REQUIRE(what);
  run_options options;
  options.what = *what;
  options.what.false_alarms_max = 100;
  return run(std::move(options));
}

} // namespace

BOOST_AUTO_TEST_SUITE(report_suite)

BOOST_AUTO_TEST_CASE(a_report_is_a_page_and_figures) {
  auto result = small_run();
  test::temporary_directory dir;
  auto where = dir.path + "/report";
  auto written = write_report(result, where);
  BOOST_REQUIRE_MESSAGE(written, (written ? "" : written.error().text));
  auto page = text_of(where + "/index.html");
  BOOST_TEST(page.find("<svg") != std::string::npos);
  BOOST_TEST(page.find("A crash &amp; what &lt;follows&gt;.")
             != std::string::npos);
  // Self-contained: nothing is fetched.
  BOOST_TEST(page.find("http") == std::string::npos);
  BOOST_TEST(page.find("<script") == std::string::npos);
  auto samples = text_of(where + "/samples.csv");
  BOOST_TEST(samples.find("seconds,running") == 0u);
  BOOST_TEST(text_of(where + "/detections.csv").find("down,")
             != std::string::npos);
  BOOST_TEST(text_of(where + "/traffic.csv").find("probe,")
             != std::string::npos);
  BOOST_TEST(text_of(where + "/marks.csv").find("lose the host of node 4")
             != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_directory_that_cannot_be_made_is_an_error) {
  auto written = write_report(run_result{}, "/dev/null/report");
  BOOST_REQUIRE(!written);
  BOOST_CHECK(written.error().code == ec::file_error);
  BOOST_TEST(written.error().text.find("/dev/null/report")
             != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_summary_fits_a_terminal) {
  auto result = small_run();
  auto text = summary_of(result, false);
  BOOST_TEST(text.find("\x1b") == std::string::npos);
  BOOST_TEST(text.find("nodes             10") != std::string::npos);
  BOOST_TEST(text.find("down              median") != std::string::npos);
  BOOST_TEST(summary_of(result, true).find("\x1b[1m") != std::string::npos);
  result.violations.push_back({5s, "calls", "one was lost"});
  text = summary_of(result, false);
  BOOST_TEST(text.find("5.00 s calls: one was lost") != std::string::npos);
  BOOST_TEST(text.find("to repeat         aegisctl simulate --scenario small")
             != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_page_shows_how_cost_grows) {
  report::growth_figure square{"time", "s", {{10, 0.5}, {100, 50}}};
  report::growth_figure flat{"bytes < all", "B", {{10, 7}, {100, 7}}};
  report::growth_figure once{"once", "s", {{10, 0}}};
  BOOST_TEST(report::exponent_of(square) == 2.0,
             boost::test_tools::tolerance(1e-9));
  BOOST_TEST(report::exponent_of(flat) == 0.0);
  BOOST_TEST(report::exponent_of(once) == 0.0);
  auto page
    = report::growth_page({square, flat, once, {"none", "s", {}}}, "a & b");
  BOOST_TEST(page.find("a &amp; b") != std::string::npos);
  BOOST_TEST(page.find("bytes &lt; all") != std::string::npos);
  BOOST_TEST(page.find("100 nodes: 50 s") != std::string::npos);
  BOOST_TEST(page.find("nan") == std::string::npos);
  BOOST_TEST(page.find("inf") == std::string::npos);
  BOOST_TEST(page.find("http") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace aegis::simulation
