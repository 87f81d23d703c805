// Runs the benchmark in its shortest form and reads what it wrote. Says nothing
// about how fast anything is.

#include "tests/support/temporary_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

namespace {

using google::protobuf::Struct;
using google::protobuf::Value;

std::string text_of(const std::string& file) {
  std::ifstream in{file};
  return {std::istreambuf_iterator<char>{in}, {}};
}

struct bench_run {
  aegis::test::temporary_directory dir;
  int exit_code = -1;
  Struct report;
  std::string growth; ///< the page

  bench_run() {
    auto file = dir.path + "/bench.json";
    auto command
      = std::string{"'" AEGIS_BENCH "' --quick --rounds 1 --window 150 "
                    "--idle 500 --json '"}
        + file + '\'';
    exit_code = std::system(command.c_str());
    auto text = text_of(file);
    growth = text_of(dir.path + "/growth.html");
    BOOST_REQUIRE(
      google::protobuf::util::JsonStringToMessage(text, &report).ok());
  }
};

#ifdef AEGIS_BENCH_WITH_CAF_OPENSSL
constexpr auto with_caf = true;
#else
constexpr auto with_caf = false;
#endif

std::set<std::string> expected_keys() {
  std::set<std::string> result{"idle_cpu_percent", "node_rss_mib",
                               "probe_handshakes_per_minute_1000",
                               "probe_handshakes_cpu_percent_1000"};
  for (std::string key :
       {"call_p50_us", "call_p99_us", "calls_per_second", "call_cpu_us",
        "payload_mib_per_second", "connections_per_second"}) {
    for (auto* prefix : {"", "unpinned_", "openssl_"})
      result.insert(prefix + key);
    if (with_caf)
      for (auto* name : {"caf_lean_", "caf_default_"})
        result.insert(name + key);
    if (with_caf)
      result.insert(key + "_ratio");
  }
  for (std::string policy : {"round_robin", "random", "least_outstanding",
                             "peak_ewma", "weighted", "consistent_hash"}) {
    for (auto* n : {"10", "1000", "10000"})
      result.insert("pick_ns_" + policy + '_' + n);
    for (auto* key : {"slow_replica_p50_ms_", "slow_replica_p99_ms_"})
      for (auto* hedged : {"", "_hedged"})
        result.insert(key + policy + hedged);
    result.insert("slow_replica_extra_percent_" + policy);
  }
  for (auto* key : {"metrics_ns_per_call", "metrics_percent_of_call"})
    result.insert(key);
  for (std::string n : {"_10", "_100"}) {
    for (std::string key :
         {"sim_boot_seconds", "sim_boot_kib_per_node",
          "sim_boot_messages_per_node", "sim_threads_speedup", "sim_speedup",
          "sim_bytes_per_node_second", "sim_messages_per_node_second",
          "sim_events_per_node_second", "sim_suspect_p50_s", "sim_detect_p50_s",
          "sim_detect_p99_s", "sim_rss_mib"})
      result.insert(key + n);
    for (auto* loss : {"_0", "_10"})
      result.insert("sim_spread_s" + n + loss);
  }
  for (auto* key : {"guard_overhead_ratio", "guard_overhead_64_ratio"})
    for (std::string prefix : {"", "unpinned_"})
      result.insert(prefix + key);
  for (auto* key :
       {"provider_lookup_ns_100", "provider_lookup_ns_10000",
        "provider_scan_ns_10000", "sync_one_change_us", "sync_one_change_bytes",
        "sync_nothing_us", "sync_nothing_bytes", "full_sync_us",
        "full_sync_bytes", "record_verify_us", "record_verify_ecdsa_us",
        "merge_records_per_second", "record_bytes_per_node",
        "record_slot_bytes_per_node"})
    result.insert(key);
  for (auto* beside : {"bulk", "huge"})
    for (std::string prefix : {"", "unpinned_"})
      for (std::string key :
           {"small_call_p50_", "small_call_p99_", "ping_p99_"})
        result.insert(prefix + key + beside + "_us");
  for (auto* beside : {"bulk", "huge"})
    for (std::string prefix : {"", "unpinned_"}) {
      result.insert(prefix + "small_call_p99_" + beside + "_ratio");
      result.insert(prefix + beside + "_mib_per_second");
    }
  return result;
}

} // namespace

BOOST_AUTO_TEST_CASE(report_has_every_figure_as_a_positive_number) {
  bench_run run;
  BOOST_TEST(run.exit_code == 0);
  std::set<std::string> keys;
  for (auto& [key, value] : run.report.fields()) {
    keys.insert(key);
    BOOST_TEST(value.kind_case() == Value::kNumberValue, key);
    BOOST_TEST(std::isfinite(value.number_value()), key);
    auto x = value.number_value();
    BOOST_TEST((key == "idle_cpu_percent" ? x >= 0 : x > 0),
               key << " is " << x);
  }
  BOOST_TEST(run.growth.find("1000 nodes") == std::string::npos);
  for (auto* text : {"10 nodes: ", "100 nodes: ", "How cost grows"})
    BOOST_TEST(run.growth.find(text) != std::string::npos, text);
  auto expected = expected_keys();
  BOOST_TEST(keys == expected, boost::test_tools::per_element());
}
