#pragma once

#include "aegis/export.hpp"
#include "aegis/settings.hpp"
#include "aegis/simulation/network.hpp"
#include "aegis/simulation/node.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace aegis {
namespace AEGIS_PUBLIC simulation {

/// What nodes sign their records with.
enum class key_material {
  /// Keys that cost next to nothing and that anybody could forge.
  stand_in,
  /// Keys and certificates as in production, by ECDSA over P-256. Signatures are
  /// random then: the same seed is the same run no more.
  p256,
};

struct world_options {
  /// Decides everything: with the same seed, the same calls and the same
  /// program, the same happens.
  std::uint64_t seed = 1;
  node_settings settings = node_settings::preset(aegis::network::lan);
  network_options network = network_options::preset(aegis::network::lan);
  key_material keys = key_material::stand_in;
  std::string mesh = "simulation";
  /// What clocks show at the beginning: 2026-01-01T00:00:00Z.
  timestamp_ms wall_clock{std::chrono::milliseconds{1'767'225'600'000}};
  /// Adds message types of the application.
  std::function<void(caf::actor_system_config&)> configure;
  /// Threads that run actors. One: everything happens in the thread that lets
  /// time pass, in an order that the seed decides. More of them are for speed:
  /// nodes run side by side as in production, no run is like another, and
  /// `trace_hash` stands for nothing. At most 256.
  std::size_t threads = 1;
  /// With several threads: what happens within so much virtual time happens at
  /// once, so that there is something to do for all of them. Each step from node
  /// to node may take so much longer. At least 1 us.
  duration stride = std::chrono::milliseconds{1};
  /// Nodes write their log, with wall time; else the process's log is off as
  /// long as the world lives.
  bool log = false;
};

/// A part of the network that is cut off.
enum class cut_id : std::uint64_t {};

/// Nodes by index.
using node_group = std::vector<std::size_t>;

/// One delivery of a message to a node.
struct delivery {
  duration when; ///< since the beginning
  std::size_t from;
  std::size_t to;
  std::string_view type; ///< valid for ever
  std::size_t bytes;
};

/// Many nodes in one process, on virtual time, over a network that can fail.
///
/// The nodes' actors are those of production. Time passes in `run_for` and
/// `run_until` only, as fast as the machine can; between those nothing moves.
/// Everything runs in the thread that calls them, or in several that rest in
/// between (`world_options::threads`): actors may use the handles that they got,
/// but not the world and its nodes; plans (`at`, `every`) may. Not thread-safe.
class world {
public:
  /// Throws `std::invalid_argument` for options beyond their limits.
  explicit world(world_options options = {});
  ~world();

  world(const world&) = delete;
  world& operator=(const world&) = delete;

  // -- nodes -----------------------------------------------------------------

  /// Adds a node, which does not run yet. The reference stays valid. Throws
  /// `std::invalid_argument` for an id that breaks its rule or is taken, and for
  /// whatever else cannot be in a record.
  simulated_node& add(node_traits traits = {});

  std::size_t size() const;

  /// @pre `index < size()`
  simulated_node& operator[](std::size_t index);

  /// @returns nullptr if there is none.
  simulated_node* find(const std::string& id);

  /// Indexes of all nodes.
  node_group everybody() const;

  // -- time ------------------------------------------------------------------

  /// Virtual time since the beginning.
  duration now() const;

  void run_for(duration x);

  /// Runs until `done`, which is asked each `step`, or until the time is up.
  /// @returns the last answer of `done`.
  bool run_until(const std::function<bool()>& done, duration limit,
                 duration step = std::chrono::milliseconds{100});

  /// Plans a call, since the beginning; at once for the past.
  void at(duration when, std::function<void()> f);
  void after(duration x, std::function<void()> f);

  /// Calls `f` again and again, first after `interval`.
  void every(duration interval, std::function<void()> f);

  // -- the network -----------------------------------------------------------

  /// Nothing gets from some nodes to some others, nor back if `both`, until it
  /// is healed.
  cut_id cut(const node_group& from, const node_group& to, bool both = true);
  void heal(cut_id x);
  void heal_all();

  /// For what is sent from now on.
  network_options& network();

  // -- observation -----------------------------------------------------------

  /// Stands for all deliveries so far: time, nodes, type and content.
  std::uint64_t trace_hash() const;
  std::uint64_t deliveries() const;

  /// Things that happened: deliveries, timers, plans.
  std::uint64_t events() const;

  /// Called with each delivery, until another function is given or null, while
  /// no actor runs.
  void watch_deliveries(std::function<void(const delivery&)> f);

  /// What clocks without an offset show.
  timestamp_ms wall_clock() const;

  /// Numbers from the seed that nothing else uses, for workloads.
  std::uint64_t random();

  caf::actor_system& system();

  struct impl;

private:
  std::unique_ptr<impl> impl_;
};

} // namespace simulation
} // namespace aegis
