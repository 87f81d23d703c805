#include "tests/bench/growth_page.hpp"

#include "simulation/report/growth.hpp"

#include <filesystem>
#include <fstream>
#include <regex>
#include <vector>

namespace bench {

namespace {

namespace sim = aegis::simulation::report;

struct kind {
  const char* key; ///< of the report, with `#` for the number of nodes
  const char* name;
  const char* unit;
};

const std::vector<kind>& kinds() {
  static const std::vector<kind> result{
    {"sim_boot_seconds_#", "Start, until all know all", "seconds of one core"},
    {"sim_rss_mib_#", "Memory of the process", "MiB"},
    {"sim_boot_messages_per_node_#", "Messages of the start", "per node"},
    {"sim_boot_kib_per_node_#", "Bytes of the start", "KiB per node"},
    {"sim_messages_per_node_second_#", "Messages at rest",
     "per node and second"},
    {"sim_bytes_per_node_second_#", "Bytes at rest", "per node and second"},
    {"sim_events_per_node_second_#", "Events at rest", "per node and second"},
    {"sim_speedup_#", "Virtual time at rest", "times real time"},
    {"sim_spread_s_#_0", "A change, until all know it", "virtual seconds"},
    {"sim_spread_s_#_10", "The same at 10 % loss", "virtual seconds"},
    {"sim_detect_p50_s_#", "A silent end, until a node takes it for down",
     "virtual seconds, median"},
    {"sim_threads_speedup_#", "The start in all threads", "times as fast"},
  };
  return result;
}

/// By number of nodes.
std::map<std::size_t, double> values_of(const report& x, const char* key) {
  std::map<std::size_t, double> result;
  std::regex shape{
    std::regex_replace(std::string{key}, std::regex{"#"}, "(\\d+)")};
  std::smatch parts;
  for (const auto& [name, value] : x)
    if (std::regex_match(name, parts, shape))
      result[std::stoul(parts[1])] = value;
  return result;
}

} // namespace

bool write_growth_page(const report& x, const std::string& file) {
  std::vector<sim::growth_figure> figures;
  for (const auto& y : kinds())
    figures.push_back({y.name, y.unit, values_of(x, y.key)});
  std::ofstream out{file};
  out << sim::growth_page(
    figures, "Meshes of simulated nodes that all know each other, on one "
             "core, preset lan; each record has three services and four "
             "labels. Dotted lines are as steep as the number of nodes and as "
             "its square.");
  return static_cast<bool>(out.flush());
}

std::string growth_page_beside(const std::string& json) {
  return (std::filesystem::path{json}.parent_path() / "growth.html").string();
}

} // namespace bench
