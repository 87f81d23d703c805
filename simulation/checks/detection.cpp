// Checks that the dead are found, and only those; and what waits is bounded.

#include "simulation/checks/checker.hpp"

#include "mesh/topology_snapshot.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace aegis::simulation {

using namespace std::chrono_literals;

namespace {

mesh::snapshot_ptr table_of(world& w, std::size_t i) {
  const auto& cell = w[i].details().snapshots;
  return cell ? cell->read() : nullptr;
}

class detection_checker final : public checker {
public:
  const char* name() const override {
    return "detection";
  }

  void look(run_context& x) override {
    for (auto j : x.there.everybody())
      if (x.there[j].running())
        forget(j);
      else if (x.there[j].lives() > 0 && !x.truth.nodes[j].left)
        follow(x, j);
    seek_false_alarms(x);
    if (x.result.what.false_suspicions_max)
      seek_false_suspicions(x);
  }

private:
  /// Of a suspicion at 1,000 nodes with the slowest preset, and then some.
  static constexpr duration detection_max = 2min;

  /// Who has yet to find out about a node that ended.
  struct search {
    bool suspected = false;
    std::set<std::size_t> unaware;
    bool reported = false;
  };

  void forget(std::size_t j) {
    searches_.erase(j);
  }

  void follow(run_context& x, std::size_t j) {
    auto now = x.there.now();
    auto ended = x.truth.nodes[j].ended;
    auto [i, is_new] = searches_.try_emplace(j);
    auto& it = i->second;
    if (is_new)
      for (auto k : x.there.everybody())
        if (x.there[k].running() && x.truth.is_sound(k, now))
          it.unaware.insert(k);
    for (auto k = it.unaware.begin(); k != it.unaware.end();) {
      if (!x.there[*k].running() || !x.truth.is_sound(*k, now)) {
        k = it.unaware.erase(k);
        continue;
      }
      auto record = table_of(x.there, *k)->find(x.there[j].id());
      if ((!record || record->info.status == node_status::suspect)
          && !std::exchange(it.suspected, true))
        x.result.first_suspicions.push_back(now - ended);
      if (record) {
        ++k;
        continue;
      }
      x.result.detections.push_back(now - ended);
      k = it.unaware.erase(k);
    }
    if (!it.unaware.empty() && now - ended > detection_max
        && !std::exchange(it.reported, true))
      x.report(name(), "node " + x.there[j].id() + " ended "
                         + std::to_string(detection_max / 1s) + " s ago and "
                         + std::to_string(it.unaware.size())
                         + " nodes take it for a member, first "
                         + x.there[*it.unaware.begin()].id());
  }

  /// A live node that another one, sound as well, holds to be gone.
  void seek_false_alarms(run_context& x) {
    auto now = x.there.now();
    std::vector<std::size_t> sound;
    for (auto i : x.there.everybody())
      if (x.there[i].running() && x.truth.is_sound(i, now))
        sound.push_back(i);
    for (auto i : sound) {
      auto table = table_of(x.there, i);
      if (table->size() >= x.there.size())
        continue;
      for (auto j : sound) {
        auto record = table->find_any(x.there[j].id());
        auto is_gone = record && record->info.status == node_status::down;
        if (!is_gone) {
          alarms_.erase({i, j});
          continue;
        }
        if (!alarms_.insert({i, j}).second)
          continue;
        if (++x.result.false_alarms == x.result.what.false_alarms_max + 1)
          x.report(name(), "node " + x.there[i].id() + " takes node "
                             + x.there[j].id()
                             + " for dead, which lives undisturbed");
      }
    }
  }

  void seek_false_suspicions(run_context& x) {
    auto now = x.there.now();
    for (auto i : x.there.everybody())
      for (auto j : x.there.everybody()) {
        auto both_sound = x.there[i].running() && x.truth.is_sound(i, now)
                          && x.there[j].running() && x.truth.is_sound(j, now);
        auto record
          = both_sound ? table_of(x.there, i)->find(x.there[j].id()) : nullptr;
        if (!record || record->info.status != node_status::suspect) {
          suspicions_.erase({i, j});
          continue;
        }
        if (suspicions_.insert({i, j}).second
            && ++x.result.false_suspicions
                 == *x.result.what.false_suspicions_max + 1)
          x.report(name(), "node " + x.there[i].id() + " suspects node "
                             + x.there[j].id() + ", which lives undisturbed");
      }
  }

  std::map<std::size_t, search> searches_;
  std::set<std::pair<std::size_t, std::size_t>> alarms_;
  std::set<std::pair<std::size_t, std::size_t>> suspicions_;
};

class bounds_checker final : public checker {
public:
  const char* name() const override {
    return "bounds";
  }

  void look(run_context& x) override {
    auto& sched = scheduler::of(x.there.system());
    auto planned
      = sched.agenda().size() / std::max<std::size_t>(x.there.size(), 1);
    if (planned > planned_max && !std::exchange(reported_, true))
      x.report(name(), std::to_string(planned)
                         + " timers and messages for each node are waiting");
    for (auto i : x.there.everybody()) {
      auto waiting = sched.waiting_of(domain_of(static_cast<node_index>(i)));
      if (waiting > waiting_max && !x.there[i].frozen()
          && !std::exchange(reported_, true))
        x.report(name(), std::to_string(waiting) + " actors of node "
                           + x.there[i].id() + " wait for their turn");
    }
  }

private:
  /// A timer for each request of the last ten seconds.
  static constexpr std::size_t planned_max = 20'000;
  static constexpr std::size_t waiting_max = 1'000;

  bool reported_ = false;
};

} // namespace

checker_ptr make_detection_checker() {
  return std::make_unique<detection_checker>();
}

checker_ptr make_bounds_checker() {
  return std::make_unique<bounds_checker>();
}

} // namespace aegis::simulation
