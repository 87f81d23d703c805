// The part of the simulated network that knows who can be heard.
// In: cuts, frozen nodes, hosts that are down. Out: connections that end because
// nothing is heard, or go on where they had stopped.

#include "simulation/engine/simulated_network.hpp"

#include <optional>
#include <utility>
#include <vector>

namespace aegis::simulation {

using namespace std::chrono_literals;

namespace {

// As the transport does (`aegis::configure`): a connection ends if nothing is
// heard for so long, and the heartbeats that show it come this often.
constexpr duration silence_max = 10s;
constexpr duration heartbeat_interval = 2s;

} // namespace

// -- conditions -----------------------------------------------------------------

/// Nothing comes from one node to the other now.
bool simulated_network::silent(node_index from, node_index to) const {
  return nodes_[from].host_down || nodes_[to].host_down || nodes_[from].frozen
         || cuts_.stops(from, to);
}

const path& simulated_network::way_between(node_index from,
                                           node_index to) const {
  return nodes_[from].region == nodes_[to].region ? options_.within_region
                                                  : options_.between_regions;
}

cuts::number simulated_network::cut(node_set from, node_set to, bool both) {
  auto result = cuts_.add(std::move(from), std::move(to), both);
  silence_changed();
  return result;
}

void simulated_network::heal(cuts::number x) {
  cuts_.remove(x);
  silence_changed();
}

void simulated_network::heal_all() {
  cuts_.clear();
  silence_changed();
}

void simulated_network::freeze(node_index x) {
  if (std::exchange(nodes_[x].frozen, true))
    return;
  scheduler_.freeze(domain_of(x), true);
  silence_changed();
}

void simulated_network::thaw(node_index x) {
  if (!std::exchange(nodes_[x].frozen, false))
    return;
  silence_changed();
  scheduler_.freeze(domain_of(x), false);
  auto waiting = std::exchange(nodes_[x].inbox, {});
  scheduler::in scope{scheduler_, domain_of(x)};
  for (auto& f : waiting)
    f();
}

// -- what follows from them ------------------------------------------------------

/// Cuts, frozen nodes and dead hosts have changed.
void simulated_network::silence_changed() {
  std::vector<connection_ptr> all;
  for (auto& node : nodes_)
    if (node.hub != nullptr)
      for (auto& [peer, x] : node.hub->links)
        if (x.side == 0 || (*x.way)[0].at != connection::stage::up)
          all.push_back(x.way); // each once
  for (auto& way : all) {
    reset_if_half_open(way);
    for (int side : {0, 1}) {
      auto& end = (*way)[side];
      auto is_silent
        = silent((*way)[side].hub->index(), (*way)[other(side)].hub->index());
      if (is_silent && !end.silent_since)
        watch_silence(way, side);
      if (!is_silent) {
        auto since = std::exchange(end.silent_since, std::nullopt);
        if (!end.stalled.empty() && !end.resuming)
          resume_later(way, side, since);
      }
    }
  }
}

/// One end is over and the other has not heard of it: its next heartbeat is
/// answered with a reset.
void simulated_network::reset_if_half_open(const connection_ptr& way) {
  for (int side : {0, 1})
    if ((*way)[side].at == connection::stage::up
        && (*way)[other(side)].at == connection::stage::over)
      reset_later(way, side, draw_heartbeat(),
                  {ec::peer_lost, "connection reset"});
}

/// How long it is until the next one.
duration simulated_network::draw_heartbeat() {
  return duration{static_cast<duration::rep>(
    random_.below(static_cast<std::uint64_t>(heartbeat_interval.count())))};
}

/// The other end hears nothing any more, and sees that after a while.
void simulated_network::watch_silence(const connection_ptr& way, int side) {
  auto now = scheduler_.agenda().now();
  (*way)[side].silent_since = now;
  auto when = now + silence_max + draw_heartbeat();
  scheduler_.agenda().plan_call(when, [this, way, side, now] {
    if ((*way)[side].silent_since != now)
      return;
    auto* hub = (*way)[other(side)].hub;
    at_node(hub->index(), [this, way, side, hub] {
      if (hub->alive())
        close(way, other(side),
              {ec::timed_out, "node '" + (*way)[side].hub->node_id()
                                + "': nothing was heard for 10 s"},
              false);
    });
  });
}

/// What was not acknowledged is sent again at the next of those times that
/// double from try to try.
/// @param since  when it stopped, if that is known
void simulated_network::resume_later(const connection_ptr& way, int side,
                                     std::optional<instant> since) {
  auto& end = (*way)[side];
  end.resuming = true;
  const auto& how
    = way_between((*way)[side].hub->index(), (*way)[other(side)].hub->index());
  auto now = scheduler_.agenda().now();
  auto pause = how.retransmit_min;
  auto next = since.value_or(now) + pause;
  while (next < now) {
    pause *= 2;
    next += pause;
  }
  scheduler_.agenda().plan_call(next, [this, way, side] { resume(way, side); });
}

void simulated_network::resume(const connection_ptr& way, int side) {
  auto& end = (*way)[side];
  end.resuming = false;
  if (end.at == connection::stage::over
      || silent((*way)[side].hub->index(), (*way)[other(side)].hub->index()))
    return; // the next change comes back here
  end.stalled_bytes = 0;
  for (auto& x : std::exchange(end.stalled, {}))
    carry(way, side, std::move(x));
}

} // namespace aegis::simulation
