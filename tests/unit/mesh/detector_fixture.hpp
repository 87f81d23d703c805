#pragma once

#include "mesh/failure_detector.hpp"
#include "support.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace aegis::mesh {

using namespace std::chrono_literals;

/// A probe each second, half a second for an answer; the shortest trial in a
/// mesh of up to 15 nodes takes five seconds.
inline detector_settings detector_rules() {
  detector_settings result;
  result.suspicion.probe_interval = 1s;
  result.suspicion.alpha = 5;
  result.suspicion.step = 0ms;
  result.probe_timeout = 500ms;
  return result;
}

/// The table of a node that a detector is told of.
class told_table {
public:
  /// A member joins or refutes.
  void join(failure_detector& to, const record_ptr& x) {
    store_.put(x);
    to.on_table(std::make_shared<topology_snapshot>(store_, ++version_));
  }

  void drop(failure_detector& to, const std::string& id) {
    if (auto x = store_.find(id))
      store_.erase(*x);
    to.on_table(std::make_shared<topology_snapshot>(store_, ++version_));
  }

private:
  record_store store_;
  std::uint64_t version_ = 0;
};

struct detector_fixture {
  failure_detector uut{"me", detector_rules(), random_source{1}};
  told_table table;
  instant now{};
  std::uint64_t incarnation = 1;

  detector_fixture() {
    table.join(uut, alive("me", 1));
  }

  void members(int count) {
    for (int i = 0; i < count; ++i)
      table.join(uut, alive("n" + std::to_string(i), 1));
  }

  detector_actions after(std::chrono::milliseconds time) {
    now += time;
    return uut.on_time(now);
  }

  template <class Action>
  static std::vector<Action> only(const detector_actions& xs) {
    std::vector<Action> result;
    for (const auto& x : xs)
      if (auto action = std::get_if<Action>(&x))
        result.push_back(*action);
    return result;
  }

  /// Starts the next period and returns its probe.
  probe_wanted next_probe() {
    now = std::max(now, uut.due());
    for (int i = 0; i < 10; ++i) {
      auto probes = only<probe_wanted>(uut.on_time(now));
      if (!probes.empty())
        return probes.front();
      now = uut.due();
    }
    BOOST_FAIL("no probe");
    return {};
  }
};

} // namespace aegis::mesh
