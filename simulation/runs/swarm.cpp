// Faults at random. Which kinds there are at all, and how often, is drawn
// first: runs with all kinds at once hide what needs a few of one kind
// (A. Groce and others, "Swarm Testing", 2012).

#include "aegis/defaults.hpp"
#include "simulation/runs/director.hpp"

#include <algorithm>

namespace aegis::simulation {

using namespace std::chrono_literals;

namespace {

constexpr int kinds = 8;
constexpr int clock_kind = 5;

duration between(duration low, duration high, mesh::random_source& random) {
  return duration{random.between(low.count(), high.count())};
}

selection some_nodes(std::size_t nodes, mesh::random_source& random) {
  selection x;
  x.what = selection::kind::count;
  x.first = 1 + random.below(std::max<std::size_t>(nodes / 10, 1));
  return x;
}

/// A node whose clock went back signs its record anew when it looks at its
/// signatures next. That is an edit, and quiet begins after it.
void wait_for_clocks(scenario& x) {
  x.end += defaults::expiry_interval;
  x.quiet += defaults::expiry_interval;
}

action draw_action(int kind, std::size_t nodes, mesh::random_source& random) {
  auto who = some_nodes(nodes, random);
  switch (kind) {
    case 0: {
      auto host = random.chance(0.5);
      return crash_action{who, host, between(100ms, 20s, random)};
    }
    case 1:
      return freeze_action{who, between(100ms, 15s, random)};
    case 2: {
      auto to = some_nodes(nodes, random);
      to.first
        = nodes; // all; those of `from` are among them, which is harmless
      auto one_way = random.chance(0.3);
      return cut_action{who, to, one_way, between(500ms, 20s, random)};
    }
    case 3:
      return reset_action{who};
    case 4:
      return edit_action{who};
    case clock_kind: {
      auto sign = random.chance(0.5) ? 1 : -1;
      return skew_action{who, sign * between(0s, 60s, random)};
    }
    case 6: {
      auto percent = random.below(10);
      return loss_action{static_cast<double>(percent) / 100};
    }
    default:
      return slow_action{who,
                         random.chance(0.5) ? 0ms : between(1ms, 20ms, random)};
  }
}

} // namespace

void add_swarm(scenario& x, mesh::random_source random) {
  auto end = x.end - x.quiet;
  for (int kind = 0; kind < kinds; ++kind) {
    if (random.chance(0.5))
      continue;
    auto interval = between(2s, 30s, random);
    if (kind == clock_kind)
      wait_for_clocks(x);
    for (auto when = between(1s, 20s, random); when < end;) {
      planned_action plan;
      plan.when = when;
      plan.what = draw_action(kind, x.nodes, random);
      x.plan.push_back(std::move(plan));
      when += between(interval / 2, interval * 3 / 2, random);
    }
  }
  // Quiet is without trouble that goes on by itself.
  planned_action healthy;
  healthy.when = end;
  healthy.what = slow_action{};
  x.plan.push_back(healthy);
  healthy.what = loss_action{};
  x.plan.push_back(healthy);
}

} // namespace aegis::simulation
