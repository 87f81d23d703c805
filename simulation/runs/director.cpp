// In: a scenario. Out: lives and faults of nodes, and the truth about them.

#include "simulation/runs/director.hpp"

#include "simulation/engine/node_impl.hpp"

#include <caf/send.hpp>

#include <algorithm>
#include <iomanip>
#include <sstream>
#include <utility>

namespace aegis::simulation {

using namespace std::chrono_literals;

namespace {

std::string seconds(duration x) {
  std::ostringstream out;
  out << std::setprecision(4) << std::chrono::duration<double>(x).count()
      << " s";
  return out.str();
}

/// `nodes 3, 17 and 20`, or how many.
std::string names_of(const node_group& xs) {
  if (xs.size() > 3)
    return std::to_string(xs.size()) + " nodes";
  std::string result = xs.size() == 1 ? "node " : "nodes ";
  for (std::size_t i = 0; i < xs.size(); ++i)
    result += (i == 0               ? ""
               : i + 1 == xs.size() ? " and "
                                    : ", ")
              + std::to_string(xs[i]);
  return result;
}

} // namespace

director::director(run_context& context, std::uint64_t seed)
  : context_(context), random_(seed) {
  // nop
}

void director::begin() {
  const auto& what = context_.result.what;
  if (!what.delayed_start)
    for (std::size_t i = 0; i < context_.there.size(); ++i)
      start(i);
  for (const auto& x : what.plan)
    if (x.interval > 0s)
      repeat(x);
    else
      plan(x);
}

void director::plan(const planned_action& x) {
  context_.there.at(x.when, [this, what = x.what] {
    std::visit([this](const auto& y) { carry_out(y); }, what);
  });
}

void director::repeat(const planned_action& x) {
  const auto& what = context_.result.what;
  auto end = what.end - what.quiet;
  if (x.until > 0s)
    end = std::min(end, x.until);
  auto next = x;
  for (; next.when <= end; next.when += x.interval)
    plan(next);
}

// -- who ------------------------------------------------------------------------

node_group director::select(const selection& x, const node_group& before) {
  auto all = context_.there.everybody();
  auto some = [&](std::size_t count) {
    random_.shuffle(all);
    all.resize(std::min(count, all.size()));
    std::sort(all.begin(), all.end());
    return all;
  };
  node_group result;
  switch (x.what) {
    case selection::kind::all:
      return all;
    case selection::kind::share:
      return some(static_cast<std::size_t>(
        x.share * static_cast<double>(all.size()) + 0.5));
    case selection::kind::count:
      return some(x.first);
    case selection::kind::range:
      for (auto i : all)
        if (i >= x.first && i <= x.last)
          result.push_back(i);
      return result;
    case selection::kind::region:
      for (auto i : all)
        if (context_.there[i].region() == x.region)
          result.push_back(i);
      return result;
    case selection::kind::rest:
      break;
  }
  std::set_difference(all.begin(), all.end(), before.begin(), before.end(),
                      std::back_inserter(result));
  return result;
}

void director::trouble(const node_group& who, duration time) {
  for (auto i : who)
    context_.truth.trouble(i, context_.there.now() + time);
}

// -- lives ----------------------------------------------------------------------

void director::start(std::size_t x) {
  auto& node = context_.there[x];
  if (node.running())
    return;
  node.start();
  auto& known = context_.truth.nodes[x];
  known.left = false;
  known.started = context_.there.now();
  context_.truth.trouble(x, context_.there.now());
}

void director::carry_out(const start_action& x) {
  auto who = select(x.who);
  for (auto i : who)
    start(i);
  context_.mark("start " + names_of(who));
}

void director::carry_out(const stop_action& x) {
  auto who = select(x.who);
  for (auto i : who) {
    if (!context_.there[i].running())
      continue;
    context_.there[i].stop();
    context_.truth.nodes[i].left = true;
    context_.truth.nodes[i].ended = context_.there.now();
  }
  trouble(who, 1s);
  context_.mark("stop " + names_of(who));
}

void director::carry_out(const crash_action& x) {
  auto who = select(x.who);
  for (auto i : who) {
    if (!context_.there[i].running())
      continue;
    context_.there[i].end(x.host ? crash::host : crash::process);
    context_.truth.nodes[i].left = false;
    context_.truth.nodes[i].ended = context_.there.now();
    if (x.start_after > 0s)
      context_.there.after(x.start_after, [this, i] { start(i); });
  }
  trouble(who, x.start_after);
  context_.mark(
    (x.host ? "lose the host of " : "crash ") + names_of(who)
    + (x.start_after > 0s ? ", back after " + seconds(x.start_after) : ""));
}

// -- trouble --------------------------------------------------------------------

void director::carry_out(const freeze_action& x) {
  auto who = select(x.who);
  for (auto i : who) {
    if (!context_.there[i].running() || context_.there[i].frozen())
      continue;
    context_.there[i].freeze();
    context_.there.after(x.time, [this, i] { context_.there[i].thaw(); });
  }
  trouble(who, x.time);
  context_.mark("freeze " + names_of(who) + " for " + seconds(x.time));
}

void director::carry_out(const slow_action& x) {
  auto who = select(x.who);
  for (auto i : who)
    context_.there[i].slow_down(x.by);
  const auto& what = context_.result.what;
  trouble(who, x.by > 0s ? what.end - context_.there.now() : 0s);
  context_.mark(x.by > 0s ? "slow " + names_of(who) + " by " + seconds(x.by)
                          : "no more slow " + names_of(who));
}

void director::carry_out(const skew_action& x) {
  auto who = select(x.who);
  for (auto i : who)
    context_.there[i].set_clock_offset(
      std::chrono::duration_cast<std::chrono::milliseconds>(x.by));
  trouble(who, 0s);
  context_.mark("set the clock of " + names_of(who) + " by " + seconds(x.by));
}

void director::carry_out(const reset_action& x) {
  auto who = select(x.who);
  for (auto i : who)
    context_.there[i].reset_connections();
  trouble(who, 0s);
  context_.mark("reset the connections of " + names_of(who));
}

void director::carry_out(const cut_action& x) {
  auto from = select(x.from);
  auto to = select(x.to, from);
  auto number = context_.there.cut(from, to, !x.one_way);
  auto time
    = x.time > 0s ? x.time : context_.result.what.end - context_.there.now();
  if (x.time > 0s) {
    context_.there.after(x.time, [this, number] {
      context_.there.heal(number);
      context_.mark("heal");
    });
    trouble(from, time);
    trouble(to, time);
  } else {
    // Until it is healed, which nobody knows yet.
    in_cuts_.insert(in_cuts_.end(), from.begin(), from.end());
    in_cuts_.insert(in_cuts_.end(), to.begin(), to.end());
    for (auto* group : {&from, &to})
      for (auto i : *group)
        context_.truth.nodes[i].troubled_until = duration::max() / 2;
    context_.truth.last_trouble = duration::max() / 2;
  }
  context_.mark("cut " + names_of(from)
                + (x.one_way ? " off towards " : " off from ") + names_of(to));
}

void director::carry_out(const heal_action&) {
  context_.there.heal_all();
  auto now = context_.there.now();
  for (auto i : std::exchange(in_cuts_, {}))
    context_.truth.nodes[i].troubled_until = now;
  context_.truth.last_trouble = now;
  context_.mark("heal");
}

void director::carry_out(const loss_action& x) {
  context_.there.network().within_region.loss = x.share;
  context_.there.network().between_regions.loss = x.share;
  context_.truth.last_trouble
    = std::max(context_.truth.last_trouble, context_.there.now());
  std::ostringstream text;
  text << "lose " << x.share * 100 << " % of all packets";
  context_.mark(text.str());
}

/// A service comes or goes in the records.
void director::carry_out(const edit_action& x) {
  auto who = select(x.who);
  ++edits_;
  for (auto i : who) {
    if (!context_.there[i].running())
      continue;
    auto& node = context_.there[i].details();
    service_id service{"edit", "v" + std::to_string(edits_ % 4)};
    if (edits_ % 8 < 4)
      caf::anon_send(node.actors.topology, service_announcement{service});
    else
      caf::anon_send(node.actors.topology, service_withdrawal{service});
  }
  context_.mark("edit the records of " + names_of(who));
}

} // namespace aegis::simulation
