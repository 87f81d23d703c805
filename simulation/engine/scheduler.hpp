#pragma once

#include "simulation/core/cuts.hpp"
#include "simulation/engine/agenda.hpp"
#include "simulation/engine/crew.hpp"
#include "simulation/engine/virtual_clock.hpp"

#include "transport/hub.hpp"

#include <caf/actor_control_block.hpp>
#include <caf/detail/type_list.hpp>
#include <caf/execution_unit.hpp>
#include <caf/resumable.hpp>
#include <caf/scheduler/abstract_coordinator.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace aegis::simulation {

/// Whose actors: those of the node with the index one below; 0 is nobody.
using domain = std::uint32_t;

constexpr domain nobody = 0;

constexpr domain domain_of(node_index x) {
  return x + 1;
}

/// CAF's scheduler for many nodes in one actor system: one thread, actors in
/// the order in which they got something to do, no wall clock. Or several
/// threads, and no order.
///
/// It knows which node an actor belongs to: that of whoever spawned it. So a
/// node can stop and go on, be slow, and end with all its actors.
///
/// All actors of the system run in `run`, and whoever else sends to them does
/// so from the thread that calls it. Only what says so is for actors, too.
class scheduler final : public caf::scheduler::abstract_coordinator,
                        public transport::hub_directory {
public:
  explicit scheduler(caf::actor_system& sys);
  ~scheduler() override;

  static caf::actor_system::module* make(caf::actor_system& sys,
                                         caf::detail::type_list<>);

  static scheduler& of(caf::actor_system& sys);

  // -- running ---------------------------------------------------------------

  /// Lets so many threads run actors, the caller of `run` among them. Once,
  /// before there are any.
  void use_threads(std::size_t x);

  /// Runs actors until none has anything to do. @returns how often one ran.
  std::size_t run();

  /// Calls `f` while no other thread runs actors: now, if there is only one,
  /// else once all actors of this `run` have nothing to do. In the order of the
  /// calls, as far as they have one. Thread-safe.
  template <class F>
  void alone(F f) {
    if (crew_ && is_at_work())
      postpone(std::move(f));
    else
      f();
  }

  class agenda& agenda() noexcept {
    return agenda_;
  }

  // -- domains ---------------------------------------------------------------

  /// Makes a domain the one that runs in this thread, while it lives.
  class in {
  public:
    in(scheduler&, domain who);
    ~in();
    in(const in&) = delete;
    in& operator=(const in&) = delete;

  private:
    domain before_;
  };

  /// The domain of an actor that has run or was sent something. Thread-safe.
  domain of_actor(caf::actor_id x) const;

  /// Through which the actors of a domain reach others.
  void assign(domain x, transport::hub* hub) {
    cell_of(x).hub = hub;
  }

  /// Thread-safe.
  transport::hub* hub_of(caf::actor_id x) const override;

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

  /// Thread-safe.
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

  static bool is_at_work() noexcept;
  void postpone(std::function<void()> f);
  std::size_t run_crew();

  /// What several threads would use at a time is locked if there are several.
  std::unique_lock<std::mutex> lock() const {
    return crew_ ? std::unique_lock{mtx_} : std::unique_lock<std::mutex>{};
  }

  cell& cell_of(domain x);
  domain owner_of(caf::resumable* job);
  void make_ready(caf::resumable* job);
  void step(caf::resumable* job);
  void park(domain who, cell& where, caf::resumable* job);
  void wake(domain who);

  class agenda agenda_;
  virtual_clock clock_{agenda_};
  unit unit_;
  std::deque<caf::resumable*> ready_; ///< unless there is a crew
  mutable std::mutex mtx_;
  std::vector<domain> owner_; ///< by actor id
  std::deque<cell> cells_;    ///< by domain; addresses are stable
  std::mutex postponed_mtx_;
  std::vector<std::function<void()>> postponed_;
  std::unique_ptr<crew> crew_; ///< null: one thread
};

} // namespace aegis::simulation
