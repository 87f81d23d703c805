#pragma once

#include "support.hpp"

#include "mesh/random.hpp"

#include <deque>

namespace aegis::mesh {

/// Some nodes with their tables and a history that a seed generates: edits,
/// partial, lost, doubled, late and reordered sync messages, false accusations,
/// edits of other nodes' records, restarts with and without memory and with a
/// clock that went back, departures and crashes.
///
/// Along the way it checks each table after each step: versions never go back
/// and grow with every change of the content, followers of the changes know
/// what the table knows, and nobody who died for good comes back where that was
/// known.
class world {
public:
  world(std::uint64_t seed, std::size_t nodes);

  void step();

  /// Lets all running nodes exchange everything until nothing changes; fails
  /// the test if that takes more than a few rounds.
  void settle();

  /// Checks what must hold after `settle`: all tables are equal, every running
  /// node is a member as it last described itself, the dead are not.
  void check_settled() const;

private:
  struct machine {
    std::string id;
    topology_table table;
    follower observer;
    std::string last_edit;
    bool running = true;
    std::uint64_t version = 0;
    std::uint64_t digest = 0;
    std::map<std::string, std::uint64_t> graves; // id -> incarnation
  };

  machine& any_running();
  std::vector<machine*> all_running();
  void apply(machine& x, const record_changes& changes);
  void deliver(machine& to, const std::vector<record_ptr>& message);

  // what may happen
  void edit(machine& x);
  void send(machine& from, machine& to);
  void replay(machine& to);
  void meddle(machine& x);
  void accuse(machine& x);
  void restart(machine& x);
  void depart(machine& x);
  void crash(machine& x);

  node_info first_record(const machine& x, std::uint64_t incarnation);
  void note_incarnations();
  void forget_unknown_graves();
  bool bury(const machine& x, const topology_table& witness);
  void check(machine& x);

  random_source random_;
  std::int64_t now_ = 1'000;
  int edits_ = 0;
  std::deque<machine> machines_;
  std::vector<std::vector<record_ptr>> old_messages_;
  std::map<std::string, std::uint64_t> highest_; // incarnations ever seen
  std::map<std::string, std::uint64_t> gone_;    // dead for good
};

} // namespace aegis::mesh
