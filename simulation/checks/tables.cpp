// Checkers of the tables of records.

#include "simulation/checks/checker.hpp"

#include "mesh/topology_snapshot.hpp"

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace aegis::simulation {

namespace {

mesh::snapshot_ptr table_of(world& w, std::size_t i) {
  const auto& cell = w[i].details().snapshots;
  return cell ? cell->read() : nullptr;
}

/// How many faults of one kind are reported in words.
constexpr std::size_t reports_max = 3;

class convergence_checker final : public checker {
public:
  const char* name() const override {
    return "convergence";
  }

  void conclude(run_context& x) override {
    std::vector<std::size_t> running;
    for (auto i : x.there.everybody())
      if (x.there[i].running())
        running.push_back(i);
    std::size_t reports = 0;
    std::map<std::uint64_t, std::size_t> digests;
    for (auto i : running)
      ++digests[table_of(x.there, i)->digest()];
    if (digests.size() > 1)
      x.report(name(), "after the quiet time there are "
                         + std::to_string(digests.size())
                         + " different tables");
    for (auto i : running)
      for (auto j : x.there.everybody()) {
        auto seen = table_of(x.there, i)->find(x.there[j].id()) != nullptr;
        if (seen == x.there[j].running() || reports++ >= reports_max)
          continue;
        x.report(name(), "node " + x.there[i].id()
                           + (seen ? " still holds node " + x.there[j].id()
                                       + " for a member, which has ended"
                                   : " does not know node " + x.there[j].id()
                                       + ", which runs"));
      }
  }
};

class version_checker final : public checker {
public:
  const char* name() const override {
    return "versions";
  }

  void look(run_context& x) override {
    last_.resize(x.there.size());
    for (auto i : x.there.everybody()) {
      auto table = table_of(x.there, i);
      if (!table || !x.there[i].running())
        continue;
      auto& [life, version] = last_[i];
      if (life != x.there[i].lives())
        version = 0;
      life = x.there[i].lives();
      if (table->version() < version)
        x.report(name(), "the version of node " + x.there[i].id()
                           + " went from " + std::to_string(version) + " to "
                           + std::to_string(table->version()));
      version = table->version();
    }
  }

private:
  std::vector<std::pair<unsigned, std::uint64_t>> last_;
};

/// Follows a few records at each node, and all of them at the end.
class record_checker final : public checker {
public:
  const char* name() const override {
    return "records";
  }

  void look(run_context& x) override {
    seers_.resize(x.there.size());
    for (auto i : x.there.everybody())
      if (x.there[i].running())
        look(x, i);
  }

  void conclude(run_context& x) override {
    std::size_t reports = 0;
    for (auto j : x.there.everybody()) {
      if (!x.there[j].running())
        continue;
      auto own = table_of(x.there, j)->find(x.there[j].id());
      if (!own) {
        x.report(name(), "node " + x.there[j].id() + " does not know itself");
        continue;
      }
      for (auto i : x.there.everybody()) {
        if (!x.there[i].running())
          continue;
        auto seen = table_of(x.there, i)->find(x.there[j].id());
        if (!seen || seen->content_hash == own->content_hash
            || reports++ >= reports_max)
          continue;
        x.report(name(), "node " + x.there[i].id() + " has record "
                           + numbers(seen->info) + " of node " + x.there[j].id()
                           + ", whose last word is " + numbers(own->info));
      }
    }
  }

private:
  static constexpr std::size_t followed = 8;

  struct seer {
    unsigned life = 0;
    std::set<std::size_t> gone; ///< were members, left, and are none any more
    std::map<std::size_t, std::pair<std::uint64_t, std::uint64_t>> last;
  };

  static std::string numbers(const node_info& x) {
    return std::to_string(x.incarnation) + '.' + std::to_string(x.revision);
  }

  void look(run_context& x, std::size_t i) {
    auto table = table_of(x.there, i);
    auto& known = seers_[i];
    if (!table)
      return;
    if (known.life != x.there[i].lives())
      known = {x.there[i].lives(), {}, {}};
    for (std::size_t k = 1; k <= followed; ++k) {
      // Spread over the whole mesh.
      auto distance = 1 + (k - 1) * (x.there.size() - 1) / followed;
      auto j = (i + distance) % x.there.size();
      auto record = table->find_any(x.there[j].id());
      auto has_left = x.truth.nodes[j].left && !x.there[j].running();
      auto is_there = record && mesh::is_member(record->info);
      if (has_left && !is_there)
        known.gone.insert(j);
      else if (!has_left)
        known.gone.erase(j);
      else if (known.gone.erase(j) > 0)
        x.report(name(), "node " + x.there[j].id() + ", which has left, is a "
                           + "member again at node " + x.there[i].id());
      if (!record)
        continue;
      std::pair now{record->info.incarnation, record->info.revision};
      auto& last = known.last[j];
      if (now < last)
        x.report(name(), "at node " + x.there[i].id() + " the record of node "
                           + x.there[j].id() + " went back from "
                           + std::to_string(last.first) + '.'
                           + std::to_string(last.second) + " to "
                           + numbers(record->info));
      last = now;
    }
  }

  std::vector<seer> seers_;
};

} // namespace

checker_ptr make_convergence_checker() {
  return std::make_unique<convergence_checker>();
}

checker_ptr make_version_checker() {
  return std::make_unique<version_checker>();
}

checker_ptr make_record_checker() {
  return std::make_unique<record_checker>();
}

} // namespace aegis::simulation
