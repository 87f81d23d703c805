#pragma once

#include "aegis/simulation/scenario.hpp"
#include "mesh/random.hpp"
#include "simulation/runs/truth.hpp"

#include <cstdint>

namespace aegis::simulation {

/// Does to the mesh what a scenario says, and keeps the truth.
class director {
public:
  director(run_context& context, std::uint64_t seed);

  /// Plans everything; nodes start now unless the scenario delays that.
  void begin();

private:
  void plan(const planned_action& x);
  void repeat(const planned_action& x);
  node_group select(const selection& x, const node_group& before = {});
  void trouble(const node_group& who, duration time);
  void start(std::size_t x);

  void carry_out(const start_action& x);
  void carry_out(const stop_action& x);
  void carry_out(const crash_action& x);
  void carry_out(const freeze_action& x);
  void carry_out(const slow_action& x);
  void carry_out(const skew_action& x);
  void carry_out(const reset_action& x);
  void carry_out(const cut_action& x);
  void carry_out(const heal_action& x);
  void carry_out(const loss_action& x);
  void carry_out(const edit_action& x);

  run_context& context_;
  mesh::random_source random_;
  node_group in_cuts_;
  std::uint64_t edits_ = 0;
};

/// Adds faults to a scenario, of kinds and rates that are drawn.
void add_swarm(scenario& x, mesh::random_source random);

} // namespace aegis::simulation
