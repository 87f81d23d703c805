#pragma once

#include "simulation/core/cuts.hpp"
#include "simulation/engine/agenda.hpp"
#include "simulation/engine/virtual_clock.hpp"

#include "transport/hub.hpp"

#include <caf/actor_control_block.hpp>
#include <caf/detail/type_list.hpp>
#include <caf/execution_unit.hpp>
#include <caf/resumable.hpp>
#include <caf/scheduler/abstract_coordinator.hpp>

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

namespace aegis::simulation {

/// Whose actors: those of the node with the index one below; 0 is nobody.
using domain = std::uint32_t;

constexpr domain nobody = 0;

constexpr domain domain_of(node_index x) {
  return x + 1;
}

/// CAF's scheduler for many nodes in one actor system: one thread, actors in
/// the order in which they got something to do, no wall clock.
///
/// It knows which node an actor belongs to: that of whoever spawned it. So a
/// node can stop and go on, be slow, and end with all its actors.
///
/// Not thread-safe: all actors of the system run in `run`, and whoever sends to
/// them does so from the same thread.
class scheduler final : public caf::scheduler::abstract_coordinator,
                        public transport::hub_directory {
public:
  explicit scheduler(caf::actor_system& sys);
  ~scheduler() override;

  static caf::actor_system::module* make(caf::actor_system& sys,
                                         caf::detail::type_list<>);

  static scheduler& of(caf::actor_system& sys);

  // -- running ---------------------------------------------------------------

  /// Runs actors until none has anything to do. @returns how often one ran.
  std::size_t run();

  class agenda& agenda() noexcept {
    return agenda_;
  }

  // -- domains ---------------------------------------------------------------

  /// Who runs now.
  domain current() const noexcept {
    return current_;
  }

  /// Makes a domain the current one while it lives.
  class in {
  public:
    in(scheduler& x, domain who) : scheduler_(x), before_(x.current_) {
      x.current_ = who;
    }
    ~in() {
      scheduler_.current_ = before_;
    }
    in(const in&) = delete;
    in& operator=(const in&) = delete;

  private:
    scheduler& scheduler_;
    domain before_;
  };

  /// The domain of an actor that has run or was sent something.
  domain of_actor(caf::actor_id x) const noexcept {
    return x < owner_.size() && owner_[x] != unknown ? owner_[x] : nobody;
  }

  /// Through which the actors of a domain reach others.
  void assign(domain x, transport::hub* hub) {
    cell_of(x).hub = hub;
  }

  transport::hub* hub_of(caf::actor_id x) const override {
    return cells_[of_actor(x)].hub;
  }

  /// Stops the actors of a domain, or lets them go on.
  void freeze(domain x, bool frozen);

  /// Each step of an actor of this domain comes `quantum` later; 0: at once.
  void slow_down(domain x, duration quantum);

  /// Steps of a domain that are frozen or put off.
  std::size_t waiting_of(domain x) {
    return cell_of(x).parked.size();
  }

  /// The actors that were spawned in a domain and live.
  std::vector<caf::strong_actor_ptr> actors_of(domain x);

  // -- overridden ------------------------------------------------------------

  void enqueue(caf::resumable* job) override;

  virtual_clock& clock() noexcept override {
    return clock_;
  }

  bool detaches_utility_actors() const override {
    return false;
  }

  void start() override;
  void stop() override;

private:
  static constexpr domain unknown = ~domain{0};

  struct cell {
    bool frozen = false;
    bool waking = false;
    duration quantum{};
    transport::hub* hub = nullptr;
    std::deque<caf::resumable*> parked;
    std::vector<caf::weak_actor_ptr> actors;
    std::size_t prune_at = 64;
  };

  struct unit final : caf::execution_unit {
    explicit unit(scheduler& x);
    void exec_later(caf::resumable* job) override {
      parent.enqueue(job);
    }
    scheduler& parent;
  };

  cell& cell_of(domain x);
  domain owner_of(caf::resumable* job);
  void step(caf::resumable* job);
  void park(domain who, cell& where, caf::resumable* job);
  void wake(domain who);

  class agenda agenda_;
  virtual_clock clock_{agenda_};
  unit unit_;
  domain current_ = nobody;
  std::deque<caf::resumable*> ready_;
  std::vector<domain> owner_; ///< by actor id
  std::deque<cell> cells_;    ///< by domain; addresses are stable
};

} // namespace aegis::simulation
