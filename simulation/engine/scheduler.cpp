// In: actors that have something to do. Out: those, run one after the other.

#include "simulation/engine/scheduler.hpp"

#include <caf/actor_system_config.hpp>
#include <caf/message_handler.hpp>
#include <caf/monitorable_actor.hpp>
#include <caf/scheduled_actor.hpp>

#include <algorithm>
#include <iostream>
#include <utility>

namespace aegis::simulation {

namespace {

/// Messages that an actor handles before others get their turn, as in
/// production (`aegis::config`).
constexpr std::size_t messages_in_a_row = 32;

/// Whose actor runs in this thread.
thread_local domain current = nobody;

/// This thread is one of several that run actors now.
thread_local bool at_work = false;

/// Behind `caf::aout`.
class text_printer final : public caf::monitorable_actor {
public:
  explicit text_printer(caf::actor_config& cfg) : caf::monitorable_actor(cfg) {
    handler_.assign([](caf::add_atom, caf::actor_id, const std::string& text) {
      std::cout << text;
    });
  }

  void enqueue(caf::mailbox_element_ptr what, caf::execution_unit*) override {
    handler_(what->content());
  }

private:
  caf::message_handler handler_;
};

} // namespace

scheduler::unit::unit(scheduler& x)
  : caf::execution_unit(&x.system()), parent(x) {
  // nop
}

scheduler::scheduler(caf::actor_system& sys)
  : caf::scheduler::abstract_coordinator(sys), unit_(*this), cells_(1) {
  // nop
}

scheduler::~scheduler() {
  // nop
}

caf::actor_system::module* scheduler::make(caf::actor_system& sys,
                                           caf::detail::type_list<>) {
  return new scheduler(sys);
}

scheduler& scheduler::of(caf::actor_system& sys) {
  return dynamic_cast<scheduler&>(sys.scheduler());
}

// -- running ------------------------------------------------------------------

void scheduler::use_threads(std::size_t x) {
  if (x > 1)
    crew_ = std::make_unique<crew>(x - 1, [this](caf::resumable* job) {
      auto before = std::exchange(at_work, true);
      step(job);
      at_work = before;
    });
}

std::size_t scheduler::run() {
  if (crew_)
    return run_crew();
  std::size_t result = 0;
  for (; !ready_.empty(); ++result) {
    auto* job = ready_.front();
    ready_.pop_front();
    step(job);
  }
  return result;
}

/// Actors, then what they left to be done alone, which may wake others.
std::size_t scheduler::run_crew() {
  std::size_t result = 0;
  for (;;) {
    result += crew_->run();
    auto todo = std::exchange(postponed_, {});
    if (todo.empty())
      return result;
    for (auto& f : todo)
      f();
  }
}

bool scheduler::is_at_work() noexcept {
  return at_work;
}

void scheduler::postpone(std::function<void()> f) {
  std::unique_lock guard{postponed_mtx_};
  postponed_.push_back(std::move(f));
}

void scheduler::make_ready(caf::resumable* job) {
  if (crew_)
    crew_->push(job);
  else
    ready_.push_back(job);
}

void scheduler::step(caf::resumable* job) {
  auto who = nobody;
  {
    auto guard = lock();
    who = owner_of(job);
  }
  in scope{*this, who};
  switch (job->resume(&unit_, messages_in_a_row)) {
    case caf::resumable::resume_later:
      enqueue(job);
      break;
    case caf::resumable::done:
    case caf::resumable::awaiting_message:
      caf::intrusive_ptr_release(job);
      break;
    case caf::resumable::shutdown_execution_unit:
      break;
  }
}

void scheduler::enqueue(caf::resumable* job) {
  {
    auto guard = lock();
    auto who = owner_of(job);
    auto& where = cell_of(who);
    if (where.frozen || where.quantum > duration::zero())
      return park(who, where, job);
  }
  make_ready(job);
}

void scheduler::start() {
  caf::actor_config cfg{&unit_};
  auto& sys = system();
  utility_actors_[printer_id] = caf::make_actor<text_printer, caf::actor>(
    sys.next_actor_id(), sys.node(), &sys, cfg);
}

/// The system ends: timers have no meaning any more.
void scheduler::stop() {
  for (domain x = 0; x < cells_.size(); ++x) {
    slow_down(x, duration::zero());
    freeze(x, false);
  }
  do
    agenda_.clear();
  while (run() > 0);
}

// -- domains ------------------------------------------------------------------

scheduler::in::in(scheduler&, domain who)
  : before_(std::exchange(current, who)) {
  // nop
}

scheduler::in::~in() {
  current = before_;
}

domain scheduler::of_actor(caf::actor_id x) const {
  auto guard = lock();
  return x < owner_.size() && owner_[x] != unknown ? owner_[x] : nobody;
}

transport::hub* scheduler::hub_of(caf::actor_id x) const {
  auto who = of_actor(x);
  auto guard = lock();
  return cells_[who].hub;
}

scheduler::cell& scheduler::cell_of(domain x) {
  if (x >= cells_.size())
    cells_.resize(x + 1);
  return cells_[x];
}

/// An actor that is seen for the first time was just spawned by who runs.
domain scheduler::owner_of(caf::resumable* job) {
  if (job->subtype() != caf::resumable::scheduled_actor)
    return nobody;
  auto* actor = static_cast<caf::scheduled_actor*>(job);
  auto id = actor->id();
  if (id >= owner_.size())
    owner_.resize(id + id / 2 + 64, unknown);
  auto& owner = owner_[id];
  if (owner == unknown) {
    owner = current;
    auto& all = cell_of(current).actors;
    if (auto& limit = cell_of(current).prune_at; all.size() >= limit) {
      auto is_gone = [](const caf::weak_actor_ptr& x) { return !x.lock(); };
      all.erase(std::remove_if(all.begin(), all.end(), is_gone), all.end());
      limit = std::max<std::size_t>(64, 2 * all.size());
    }
    all.emplace_back(actor->ctrl());
  }
  return owner;
}

void scheduler::park(domain who, cell& where, caf::resumable* job) {
  where.parked.push_back(job);
  if (where.frozen || std::exchange(where.waking, true))
    return;
  agenda_.plan_call(agenda_.now() + where.quantum, [this, who] { wake(who); });
}

void scheduler::wake(domain who) {
  auto& where = cell_of(who);
  where.waking = false;
  if (where.frozen)
    return;
  for (auto* job : std::exchange(where.parked, {}))
    make_ready(job);
}

void scheduler::freeze(domain x, bool frozen) {
  auto& where = cell_of(x);
  where.frozen = frozen;
  if (!frozen)
    wake(x);
}

void scheduler::slow_down(domain x, duration quantum) {
  auto& where = cell_of(x);
  where.quantum = quantum;
  if (quantum <= duration::zero())
    wake(x);
}

std::vector<caf::strong_actor_ptr> scheduler::actors_of(domain x) {
  std::vector<caf::strong_actor_ptr> result;
  for (const auto& weak : cell_of(x).actors)
    if (auto strong = weak.lock())
      result.push_back(std::move(strong));
  return result;
}

} // namespace aegis::simulation
