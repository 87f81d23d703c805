#include "tests/bench/simulation_table.hpp"
#include "tests/bench/contestant.hpp"
#include "tests/bench/process.hpp"

#include <chrono>
#include <cstdio>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

namespace bench {

namespace {

/// For one size of a mesh, on a slow and busy machine.
constexpr std::chrono::minutes patience{20};

} // namespace

void simulate(const std::vector<std::size_t>& sizes, report& out) {
  std::vector<std::string> args;
  for (auto nodes : sizes)
    args.push_back(std::to_string(nodes));
  process measuring{args, "aegis-bench-simulation"};
  for (;;) {
    std::istringstream line{measuring.read(patience)};
    std::string key;
    double value = 0;
    if (!(line >> key >> value))
      return;
    out[key] = value;
  }
}

void print_simulation_figures(const report& x) {
  std::map<std::size_t, std::map<std::string, double>> by_nodes;
  std::set<std::string> rows;
  for (const auto& [key, value] : x) {
    std::smatch parts;
    if (!std::regex_match(key, parts, std::regex{"sim_(.*?)_(\\d+)(_\\d+)?"}))
      continue;
    auto row = parts[1].str();
    if (parts[3].matched)
      row += " at" + std::regex_replace(parts[3].str(), std::regex{"_"}, " ")
             + " % loss";
    rows.insert(row);
    by_nodes[std::stoul(parts[2])][row] = value;
  }
  if (rows.empty())
    return;
  std::printf("\n%-28s", "simulated mesh, nodes");
  for (const auto& [nodes, column] : by_nodes)
    std::printf(" %10zu", nodes);
  for (const auto& row : rows) {
    std::printf("\n  %-26s", row.c_str());
    for (const auto& [nodes, column] : by_nodes)
      if (auto i = column.find(row); i != column.end())
        std::printf(" %10.2f", i->second);
      else
        std::printf(" %10s", "-");
  }
  std::printf("\n");
  std::fflush(stdout);
}

} // namespace bench
