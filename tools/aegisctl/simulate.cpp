#include "simulate.hpp"

#include "progress_bar.hpp"

#include "aegis/simulation/report.hpp"
#include "aegis/simulation/run.hpp"
#include "aegis/simulation/scenario.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>

#include <unistd.h>

namespace aegis::ctl {

namespace {

namespace sim = aegis::simulation;

constexpr std::size_t nodes_max = 100'000;

struct request {
  std::string scenario = "split-and-heal";
  std::optional<std::size_t> nodes;
  std::uint64_t seed = 1;
  std::uint64_t seeds = 1;
  std::string faults = "none";
  std::string until;
  std::string report;
  bool list = false;
  bool log = false;
};

int complain(const std::string& what) {
  std::fprintf(stderr, "aegisctl: %s\n", what.c_str());
  return 2;
}

/// The text of a shipped scenario, or of a file.
outcome<sim::scenario> load(const std::string& name) {
  if (auto text = sim::scenario_text(name); !text.empty())
    return sim::parse_scenario(name, text);
  std::ifstream in{name};
  if (!in)
    return fault{ec::file_error,
                 name
                   + ": is no scenario of this name (see --list), and no "
                     "file that can be read"};
  std::string text{std::istreambuf_iterator<char>{in}, {}};
  return sim::parse_scenario(name, text);
}

/// Ranges of nodes in a scenario grow with the mesh.
void resize(sim::scenario& x, std::size_t nodes) {
  auto scaled = [&](std::size_t i) { return i * nodes / x.nodes; };
  auto scale = [&](sim::selection& s) {
    if (s.what != sim::selection::kind::range || s.first == s.last)
      return;
    s.first = scaled(s.first);
    s.last = std::max(scaled(s.last + 1), s.first + 1) - 1;
  };
  for (auto& plan : x.plan) {
    if (auto* cut = std::get_if<sim::cut_action>(&plan.what)) {
      scale(cut->from);
      scale(cut->to);
    }
  }
  x.nodes = nodes;
}

void print_list() {
  for (const auto& name : sim::scenario_names()) {
    auto x = sim::parse_scenario(name, sim::scenario_text(name));
    std::printf("  %-22s %s\n", name.c_str(), x ? x->about.c_str() : "");
  }
}

int run_one(const request& x, sim::run_options options, bool colours) {
  progress_bar bar;
  auto end = options.until > sim::duration::zero()
               ? std::min(options.until, options.what.end)
               : options.what.end;
  options.progress = [&](const sim::run_result& now) {
    char text[160];
    const auto& last = now.samples.back();
    std::snprintf(
      text, sizeof(text), "%5.1f s of %.0f s, %zu nodes, %.0f %% known%s",
      std::chrono::duration<double>(now.time).count(),
      std::chrono::duration<double>(end).count(), last.running,
      last.known_share * 100, now.violations.empty() ? "" : ", VIOLATIONS");
    bar.show(std::chrono::duration<double>(now.time)
               / std::chrono::duration<double>(end),
             text);
  };
  auto result = sim::run(std::move(options));
  bar.end();
  std::fputs(sim::summary_of(result, colours).c_str(), stdout);
  if (!x.report.empty()) {
    auto written = sim::write_report(result, x.report);
    if (!written)
      return complain(written.error().text);
    std::printf("  %-18s%s/index.html\n", "report", x.report.c_str());
  }
  return result.violations.empty() ? 0 : 1;
}

int simulate(const request& x) {
  if (x.list) {
    print_list();
    return 0;
  }
  auto what = load(x.scenario);
  if (!what)
    return complain(what.error().text);
  if (x.nodes && (*x.nodes == 0 || *x.nodes > nodes_max))
    return complain("--nodes: from 1 to " + std::to_string(nodes_max));
  if (x.nodes)
    resize(*what, *x.nodes);
  sim::run_options options;
  options.what = std::move(*what);
  options.swarm = x.faults == "swarm";
  options.log = x.log;
  if (!x.until.empty()) {
    auto until = sim::parse_time(x.until);
    if (!until)
      return complain("--until: " + until.error().text);
    options.until = *until;
  }
  auto colours = ::isatty(STDOUT_FILENO) != 0;
  auto status = 0;
  for (std::uint64_t i = 0; i < x.seeds; ++i) {
    options.seed = x.seed + i;
    if (auto s = run_one(x, options, colours); s != 0)
      status = s;
  }
  return status;
}

} // namespace

void add_simulate(CLI::App& app, int& status) {
  auto x = std::make_shared<request>();
  auto* command = app.add_subcommand(
    "simulate", "Run a mesh of simulated nodes through a scenario, check it "
                "all the time, and report");
  command
    ->add_option("--scenario", x->scenario, "A file, or a name from --list")
    ->capture_default_str();
  command->add_option("--nodes", x->nodes, "Instead of the scenario's number");
  command->add_option("--seed", x->seed, "Decides everything that is random")
    ->capture_default_str();
  command->add_option("--seeds", x->seeds, "Run so many seeds, from --seed on")
    ->capture_default_str();
  command->add_option("--faults", x->faults, "More faults, as the seed decides")
    ->check(CLI::IsMember({"none", "swarm"}));
  command->add_option("--until", x->until, "Stop there, e.g. 12.5s");
  command->add_option("--report", x->report,
                      "Write a page and figures into this directory");
  command->add_flag("--list", x->list, "Show the scenarios that ship");
  command->add_flag("--log", x->log, "Let the nodes write their log");
  command->callback([x, &status] { status = simulate(*x); });
}

} // namespace aegis::ctl
