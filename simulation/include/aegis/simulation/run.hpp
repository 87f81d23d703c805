#pragma once

#include "aegis/export.hpp"
#include "aegis/simulation/network.hpp"
#include "aegis/simulation/scenario.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace aegis {
namespace AEGIS_PUBLIC simulation {

/// Something that must not happen did.
struct violation {
  duration when{};
  std::string checker;
  std::string text;
};

/// The mesh at one moment.
struct sample {
  duration when{};
  std::size_t running = 0;
  double known_share = 0;     ///< of what nodes should know of, on average
  double agreeing_share = 0;  ///< of running nodes, with the most common table
  std::size_t suspicions = 0; ///< running nodes that somebody suspects
  std::uint64_t version_min = 0;
  std::uint64_t version_max = 0;
  double messages_per_node_second = 0; ///< since the last sample
  double bytes_per_node_second = 0;
  std::uint64_t calls_answered = 0; ///< since the last sample
  std::uint64_t calls_failed = 0;
};

/// What was done to the mesh.
struct mark {
  duration when{};
  std::string text;
};

struct traffic_of_type {
  std::uint64_t messages = 0;
  std::uint64_t bytes = 0;
};

/// What became of the calls of the workload.
struct call_figures {
  std::uint64_t made = 0;
  std::uint64_t answered = 0;
  std::map<std::string, std::uint64_t> errors; ///< by the name of their `ec`
  std::uint64_t abandoned = 0;                 ///< their caller ended
  std::vector<duration> times;                 ///< of answers, ordered
};

struct run_result {
  scenario what;
  std::uint64_t seed = 0;
  bool swarm = false;
  duration time{};
  double wall_seconds = 0;
  std::uint64_t trace_hash = 0;
  std::uint64_t deliveries = 0;
  std::uint64_t events = 0;
  std::vector<violation> violations;
  std::vector<sample> samples;
  std::vector<mark> marks;
  /// From the end of a node to `down` at each live node, ordered.
  std::vector<duration> detections;
  /// From the end of a node to the first suspicion somewhere, ordered.
  std::vector<duration> first_suspicions;
  std::size_t false_alarms = 0;
  std::size_t false_suspicions = 0; ///< if the scenario limits them
  std::map<std::string, traffic_of_type> by_type;
  /// Bytes from group to group of nodes; at most 40 groups, by index.
  std::vector<std::vector<std::uint64_t>> matrix;
  call_figures calls;
  /// Of each checker, how often it looked.
  std::map<std::string, std::uint64_t> checks;
};

struct run_options {
  scenario what;
  std::uint64_t seed = 1;
  /// More faults, of kinds and rates that the seed decides.
  bool swarm = false;
  /// Stops there; 0: at the scenario's end.
  duration until{};
  /// Violations after which it stops.
  std::size_t violations_max = 20;
  bool log = false;
  /// Told now and then how far it is, with what was found so far.
  std::function<void(const run_result&)> progress;
};

/// Runs a scenario and checks all the time that what must hold does. Throws what
/// `world::add` throws, e.g. for the name of a region that no record can have.
AEGIS_PUBLIC run_result run(run_options options);

/// The shortest command that shows the first violation again.
AEGIS_PUBLIC std::string command_of(const run_result& x);

/// The names of the scenarios that ship, in the order of a reader.
AEGIS_PUBLIC std::vector<std::string> scenario_names();

/// The text of one of them; empty if there is none of that name.
AEGIS_PUBLIC std::string scenario_text(const std::string& name);

} // namespace simulation
} // namespace aegis
