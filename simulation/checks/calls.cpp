// Checkers of calls.

#include "simulation/checks/checker.hpp"

#include "mesh/topology_snapshot.hpp"

#include <algorithm>
#include <string>

namespace aegis::simulation {

using namespace std::chrono_literals;

namespace {

class call_checker final : public checker {
public:
  explicit call_checker(workload& x) : workload_(x) {}

  const char* name() const override {
    return "calls";
  }

  void look(run_context& x) override {
    if (!workload_.on_double_answer) {
      workload_.on_double_answer
        = [this, &x](std::string text) { x.report(name(), std::move(text)); };
      workload_.on_needless_error = workload_.on_double_answer;
      workload_.on_wrong_caller
        = [&x](std::string text) { x.report("callers", std::move(text)); };
    }
    for (const auto& [number, call] : workload_.open()) {
      if (x.there.now() - call.since < answer_max)
        break; // the others are younger
      // A frozen client does not hear, nor one that ended.
      auto& node = x.there[call.client];
      if (number > reported_ && node.running()
          && x.truth.is_sound(call.client, x.there.now())) {
        reported_ = number;
        x.report(name(), "call " + std::to_string(number) + " of node "
                           + node.id() + " has no answer after 10 s");
      }
    }
  }

private:
  /// Twice the deadline of the calls.
  static constexpr duration answer_max = 10s;

  workload& workload_;
  std::uint64_t reported_ = 0;
};

class fairness_checker final : public checker {
public:
  explicit fairness_checker(workload& x) : workload_(x) {}

  const char* name() const override {
    return "fairness";
  }

  void look(run_context& x) override {
    for (auto& [client, stretch] : workload_.stretches()) {
      std::uint64_t all = 0;
      std::uint64_t least = ~std::uint64_t{0};
      std::uint64_t most = 0;
      for (const auto& [provider, count] : stretch.answers) {
        all += count;
        least = std::min(least, count);
        most = std::max(most, count);
      }
      if (all < answers_min)
        continue;
      // One round may be under way at both ends of the stretch.
      if (most > least + 2)
        x.report(name(), "node " + x.there[client].id()
                           + " called one provider " + std::to_string(most)
                           + " times and another " + std::to_string(least));
      for (std::size_t i = 0; i < x.result.what.providers; ++i)
        if (x.there[i].running() && stretch.answers.count(x.there[i].id()) == 0)
          x.report(name(), "node " + x.there[client].id()
                             + " never called provider " + x.there[i].id()
                             + " in " + std::to_string(all) + " calls"
                             + reason(x, client, i));
      stretch = {x.there.now(), {}};
    }
  }

private:
  static constexpr std::uint64_t answers_min = 30;

  /// What the client's table has to say for it.
  static std::string reason(run_context& x, std::size_t client,
                            std::size_t provider) {
    auto table = x.there[client].details().snapshots->read();
    auto record = table->find_any(x.there[provider].id());
    if (!record)
      return ", which it does not know";
    if (record->excluded)
      return ", which it excludes";
    return ", whose status is " + to_string(record->info.status);
  }

  workload& workload_;
};

} // namespace

checker_ptr make_call_checker(workload& x) {
  return std::make_unique<call_checker>(x);
}

checker_ptr make_fairness_checker(workload& x) {
  return std::make_unique<fairness_checker>(x);
}

} // namespace aegis::simulation
