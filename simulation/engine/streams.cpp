// The part of the simulated network that carries messages.
// In: messages of proxies, cuts and frozen nodes. Out: messages in the
// mailboxes of their receivers, in order; ends of connections.

#include "simulation/engine/simulated_network.hpp"

#include "aegis/error.hpp"
#include "simulation/core/latency.hpp"
#include "simulation/engine/remote_proxy.hpp"
#include "transport/refusal.hpp"

#include <caf/exit_reason.hpp>
#include <caf/make_actor.hpp>

#include <algorithm>
#include <utility>

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

// -- messages -------------------------------------------------------------------

caf::strong_actor_ptr
simulated_network::proxy(const connection_ptr& way, int side, caf::actor_id id,
                         const caf::strong_actor_ptr& target) {
  auto& end = (*way)[side];
  auto before = [](const caf::strong_actor_ptr& x, caf::actor_id y) {
    return x->id() < y;
  };
  auto i = std::lower_bound(end.proxies.begin(), end.proxies.end(), id, before);
  if (i != end.proxies.end() && (*i)->id() == id) {
    static_cast<remote_proxy*>((*i)->get())->learn(target);
    return *i;
  }
  if (end.proxies.size() >= end.prune_at) {
    auto is_unused = [](const caf::strong_actor_ptr& x) {
      return x.get()->strong_refs.load() == 1;
    };
    end.proxies.erase(
      std::remove_if(end.proxies.begin(), end.proxies.end(), is_unused),
      end.proxies.end());
    end.prune_at = std::max<std::size_t>(16, 2 * end.proxies.size());
    i = std::lower_bound(end.proxies.begin(), end.proxies.end(), id, before);
  }
  auto& peer = *(*way)[other(side)].hub;
  caf::actor_config cfg;
  auto fresh = caf::make_actor<remote_proxy, caf::strong_actor_ptr>(
    id, peer.basp_id(), &sys_, cfg,
    remote_proxy::setup{this, way, side, peer.who(), target});
  return *end.proxies.insert(i, std::move(fresh));
}

void simulated_network::post(const connection_ptr& way, int side,
                             const remote_proxy& to, caf::mailbox_element& x) {
  cargo y;
  auto content = x.content().match_elements<>() ? caf::message{}
                                                : x.move_content_to_message();
  y.target = to.id();
  y.target_ptr = to.target();
  y.sender = x.sender;
  y.mid = x.mid;
  if (auto err = measure_message(sys_, content, y.size)) {
    fault why{ec::unsupported,
              "a message cannot be written: " + sys_.render(err)};
    if (x.mid.is_request())
      return transport::refuse(x, why.code, why.text);
    if (!x.mid.is_response())
      return;
    content = caf::make_message(to_error(why));
    measure_message(sys_, content, y.size);
  }
  y.content = std::move(content);
  auto& end = (*way)[side];
  ++end.messages;
  if (x.mid.is_request())
    ++end.in_flight;
  else if (x.mid.is_response() && end.in_flight > 0)
    --end.in_flight;
  send(way, side, std::move(y));
}

void simulated_network::watch(const connection_ptr& way, int side,
                              const remote_proxy& whom) {
  cargo x;
  x.what = cargo::kind::watch;
  x.target = whom.id();
  x.target_ptr = whom.target();
  x.size = {40, whom.id(), "watch"};
  send(way, side, std::move(x));
}

void simulated_network::send(const connection_ptr& way, int side, cargo x) {
  auto& end = (*way)[side];
  if (end.at == connection::stage::over)
    return;
  auto from = end.hub->index();
  auto to = (*way)[other(side)].hub->index();
  if (!end.stalled.empty() || end.resuming || silent(from, to)) {
    end.stalled.push_back(std::move(x));
    return;
  }
  carry(way, side, std::move(x));
}

void simulated_network::carry(const connection_ptr& way, int side, cargo x) {
  auto& end = (*way)[side];
  auto from = end.hub->index();
  auto to = (*way)[other(side)].hub->index();
  auto now = scheduler_.agenda().now();
  const auto& how = way_between(from, to);
  if ((*way)[other(side)].at == connection::stage::over)
    return reset_later(way, side, 2 * how.delay.median,
                       {ec::peer_lost, "connection reset"});
  auto sent = end.lane.send(now, x.size.bytes, how, random_);
  auto& figures = nodes_[from].traffic;
  ++figures.sent_messages;
  figures.sent_bytes += sent.sent_bytes;
  auto arrival = sent.arrival;
  auto sender = x.sender ? x.sender->id() : 0;
  auto& large = end.large_ones;
  large.erase(std::remove_if(large.begin(), large.end(),
                             [&](const auto& y) { return y.arrival <= now; }),
              large.end());
  for (const auto& y : large)
    if (y.from == sender && y.to == x.target)
      arrival = std::max(arrival, y.arrival + duration{1});
  if (x.size.bytes >= stream_lane::large_min_bytes)
    large.push_back({sender, x.target, arrival});
  struct landing final : happening {
    landing(simulated_network& n, connection_ptr w, int s, cargo c)
      : net(n), way(std::move(w)), side(s), what(std::move(c)) {}
    void happen() override {
      net.arrive(way, side, what);
    }
    simulated_network& net;
    connection_ptr way;
    int side;
    cargo what;
  };
  scheduler_.agenda().plan(
    arrival, std::make_unique<landing>(*this, way, other(side), std::move(x)));
}

void simulated_network::at_node(node_index x, std::function<void()> f) {
  auto& node = nodes_[x];
  if (node.frozen) {
    node.inbox.push_back(std::move(f));
    return;
  }
  scheduler::in scope{scheduler_, domain_of(x)};
  f();
}

/// @param side  the receiving one
void simulated_network::arrive(const connection_ptr& way, int side, cargo& x) {
  auto& end = (*way)[side];
  if (end.at != connection::stage::up || !end.hub->alive())
    return;
  auto to = end.hub->index();
  if (nodes_[to].frozen) {
    auto kept = std::make_shared<cargo>(std::move(x));
    at_node(to, [this, way, side, kept] { arrive(way, side, *kept); });
    return;
  }
  trace_hash::delivery record{scheduler_.agenda().now(),
                              (*way)[other(side)].hub->index(), to, x.size.type,
                              x.size.digest};
  trace_.add(record);
  ++nodes_[to].traffic.received_messages;
  if (on_delivery)
    on_delivery(record, x.size.bytes);
  scheduler::in scope{scheduler_, domain_of(to)};
  deliver(way, side, x);
}

void simulated_network::deliver(const connection_ptr& way, int side, cargo& x) {
  auto& end = (*way)[side];
  switch (x.what) {
    case cargo::kind::watch:
      return deliver_watch(way, side, x);
    case cargo::kind::death: {
      auto i = std::find_if(end.proxies.begin(), end.proxies.end(),
                            [&](const auto& y) { return y->id() == x.target; });
      if (i == end.proxies.end())
        return;
      auto gone = std::move(*i);
      end.proxies.erase(i);
      static_cast<remote_proxy*>(gone->get())->kill_proxy(nullptr, x.why);
      return;
    }
    case cargo::kind::message:
      break;
  }
  ++end.messages;
  if (x.mid.is_request())
    ++end.in_flight;
  else if (x.mid.is_response() && end.in_flight > 0)
    --end.in_flight;
  auto target = x.target_ptr ? x.target_ptr : end.hub->find_exported(x.target);
  if (!target)
    return answer_nobody(way, side, x);
  auto sender = x.sender ? proxy(way, side, x.sender->id(), x.sender) : nullptr;
  target->enqueue(std::move(sender), x.mid, std::move(x.content), nullptr);
}

void simulated_network::answer_nobody(const connection_ptr& way, int side,
                                      const cargo& x) {
  if (!x.mid.is_request() || !x.sender)
    return;
  auto& end = (*way)[side];
  if (end.in_flight > 0)
    --end.in_flight;
  cargo y;
  y.target = x.sender->id();
  y.target_ptr = x.sender;
  y.mid = x.mid.response_id();
  y.content = caf::make_message(transport::make_refusal(
    ec::peer_lost, "actor " + std::to_string(x.target) + " at node "
                     + end.hub->node_id() + ": is not there"));
  measure_message(sys_, y.content, y.size);
  send(way, side, std::move(y));
}

void simulated_network::deliver_watch(const connection_ptr& way, int side,
                                      const cargo& x) {
  auto& end = (*way)[side];
  auto target = x.target_ptr ? x.target_ptr : end.hub->find_exported(x.target);
  auto tell = [this, way, side, id = x.target](caf::error why) {
    auto& here = (*way)[side];
    if (here.at != connection::stage::up || !here.hub->alive())
      return;
    cargo y;
    y.what = cargo::kind::death;
    y.target = id;
    y.why = std::move(why);
    y.size = {60, id, "death"};
    send(way, side, std::move(y));
  };
  if (target)
    target->get()->attach_functor(tell);
  else
    tell(caf::exit_reason::unknown);
}

// -- ends -----------------------------------------------------------------------

void simulated_network::close(const connection_ptr& way, int side,
                              const fault& why, bool tell) {
  auto& end = (*way)[side];
  if (end.at == connection::stage::over)
    return;
  auto was_up = end.at == connection::stage::up;
  end.at = connection::stage::over;
  end.stalled.clear();
  auto& hub = *end.hub;
  auto peer = (*way)[other(side)].hub->index();
  auto mine = hub.links.find(peer);
  auto was_admitted = mine != hub.links.end() && mine->second.way == way;
  if (was_admitted)
    hub.links.erase(mine);
  for (auto& x : std::exchange(end.proxies, {}))
    static_cast<remote_proxy*>(x->get())->kill_proxy(
      nullptr, caf::exit_reason::remote_link_unreachable);
  auto link = std::exchange(end.link, {});
  if (hub.alive()) {
    if (was_up)
      hub.options().on_down(link, why);
    if (auto callback = std::exchange(end.callback, nullptr))
      callback(why);
    if (was_admitted)
      call_waiting(hub, peer, why);
  }
  if (silent(hub.index(), peer))
    return;
  auto there = why;
  if (!tell)
    there = {ec::peer_lost, "node '" + hub.node_id() + "': connection reset"};
  else if (why.code != ec::duplicate_id && why.code != ec::shutting_down)
    there = {ec::refused_by_peer,
             "node '" + hub.node_id() + "' refused us: " + why.text};
  auto sent = end.lane.send(scheduler_.agenda().now(), 60,
                            way_between(hub.index(), peer), random_);
  reset_later(way, other(side), sent.arrival - scheduler_.agenda().now(),
              std::move(there));
}

void simulated_network::reset_later(const connection_ptr& way, int side,
                                    duration after, fault why) {
  auto when = scheduler_.agenda().now() + after;
  scheduler_.agenda().plan_call(when, [this, way, side, why = std::move(why)] {
    auto* hub = (*way)[side].hub;
    auto from = (*way)[other(side)].hub->index();
    if ((*way)[side].at == connection::stage::over || !hub->alive()
        || cuts_.stops(from, hub->index()))
      return;
    at_node(hub->index(), [this, way, side, why] {
      if ((*way)[side].hub->alive())
        close(way, side, why, false);
    });
  });
}

// -- silence --------------------------------------------------------------------

/// Cuts, frozen nodes and dead hosts have changed.
void simulated_network::silence_changed() {
  std::vector<connection_ptr> all;
  for (auto& node : nodes_)
    if (node.hub != nullptr)
      for (auto& [peer, x] : node.hub->links)
        if (x.side == 0 || (*x.way)[0].at == connection::stage::over)
          all.push_back(x.way);
  for (auto& way : all) {
    reset_if_half_open(way);
    for (int side : {0, 1}) {
      auto& end = (*way)[side];
      auto is_silent
        = silent((*way)[side].hub->index(), (*way)[other(side)].hub->index());
      if (is_silent && !end.silent_since)
        watch_silence(way, side);
      if (!is_silent) {
        end.silent_since.reset();
        if (!end.stalled.empty() && !end.resuming)
          resume_later(way, side);
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
void simulated_network::resume_later(const connection_ptr& way, int side) {
  auto& end = (*way)[side];
  end.resuming = true;
  const auto& how
    = way_between((*way)[side].hub->index(), (*way)[other(side)].hub->index());
  auto now = scheduler_.agenda().now();
  auto pause = how.retransmit_min;
  auto begin = end.silent_since.value_or(now);
  auto next = begin + pause;
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
  for (auto& x : std::exchange(end.stalled, {}))
    carry(way, side, std::move(x));
}

} // namespace aegis::simulation
