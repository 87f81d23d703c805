// The part of the simulated network that connects nodes, by the rules of the
// transport (admission.cpp there).
// In: dials of hubs. Out: connections that are up; each dial's callback, once.

#include "simulation/engine/simulated_network.hpp"

#include "simulation/core/latency.hpp"

#include <algorithm>
#include <utility>

namespace aegis::simulation {

using namespace std::chrono_literals;

namespace {

/// When the first packet is sent again if nothing comes back (Linux).
constexpr duration second_try = 1s;
constexpr duration third_try = 3s;

/// As in the transport: a connection that is older is no rival of a new one.
constexpr duration rivalry_time = 1s;

// Bytes of the steps of a handshake: TCP's first packet, TLS 1.3 with
// certificates of both sides, the hellos.
constexpr std::size_t first_packet_bytes = 60;
constexpr std::size_t client_hello_bytes = 400;
constexpr std::size_t server_papers_bytes = 2'200;
constexpr std::size_t client_papers_bytes = 1'900;
constexpr std::size_t hello_bytes = 300;

constexpr const char* rival_text = "another connection takes over";

} // namespace

struct simulated_network::attempt {
  simulated_hub* hub = nullptr;
  node_index to = 0;
  std::string address;
  std::string expected_id;
  transport::dial_callback callback;
  instant begin;
  bool over = false;
};

void simulated_network::dial(simulated_hub& hub, std::string address,
                             std::string expected_id,
                             transport::dial_callback done) {
  if (!hub.alive())
    return done(fault{ec::shutting_down, "no node runs here"});
  if (auto* link = link_to(hub, address, expected_id))
    return done(*link);
  ++nodes_[hub.index()].traffic.dials;
  auto x = std::make_shared<attempt>();
  x->hub = &hub;
  x->address = std::move(address);
  x->expected_id = std::move(expected_id);
  x->callback = std::move(done);
  x->begin = scheduler_.agenda().now();
  try_connect(x);
}

/// The link that is up to the node of that id, if it is the one that listens
/// there; null otherwise.
const transport::peer_link*
simulated_network::link_to(const simulated_hub& hub, const std::string& address,
                           const std::string& expected_id) const {
  auto node = listening_.find(address);
  if (node == listening_.end())
    return nullptr;
  auto known = hub.links.find(node->second);
  if (known == hub.links.end())
    return nullptr;
  const auto& end = (*known->second.way)[known->second.side];
  return end.link.node_id == expected_id && end.at == connection::stage::up
           ? &end.link
           : nullptr;
}

void simulated_network::finish(const attempt_ptr& x,
                               const outcome<transport::peer_link>& what) {
  if (std::exchange(x->over, true) || !x->hub->alive())
    return;
  at_node(x->hub->index(), [x, what] {
    if (x->hub->alive())
      x->callback(what);
  });
}

void simulated_network::finish_at(instant when, const attempt_ptr& x,
                                  fault why) {
  scheduler_.agenda().plan_call(
    when, [this, x, why = std::move(why)] { finish(x, why); });
}

void simulated_network::try_connect(const attempt_ptr& x) {
  auto now = scheduler_.agenda().now();
  auto from = x->hub->index();
  auto found = listening_.find(x->address);
  const auto& limits = x->hub->options().limits;
  auto patience = x->begin + limits.connect_timeout;
  auto is_lost
    = found != listening_.end()
      && (cuts_.stops(from, found->second) || cuts_.stops(found->second, from)
          || nodes_[found->second].host_down);
  if (is_lost) {
    auto next = now - x->begin < second_try ? x->begin + second_try
                                            : x->begin + third_try;
    if (now - x->begin < third_try && next < patience)
      scheduler_.agenda().plan_call(next, [this, x] { try_connect(x); });
    else
      finish_at(patience, x, {ec::timed_out, "no answer from " + x->address});
    return;
  }
  if (found == listening_.end()) {
    const auto& way = options_.within_region;
    auto back = draw(way.delay, random_);
    finish_at(now + back + draw(way.delay, random_), x,
              {ec::unreachable, x->address + ": connection refused"});
    return;
  }
  x->to = found->second;
  finish_at(patience + limits.tls_timeout, x,
            {ec::timed_out, x->address + ": no handshake in time"});
  shake_hands(x);
}

void simulated_network::shake_hands(const attempt_ptr& x) {
  auto now = scheduler_.agenda().now();
  auto from = x->hub->index();
  const auto& there = way_between(from, x->to);
  const auto& back = way_between(x->to, from);
  stream_lane out{now};
  stream_lane in{now};
  auto t = now;
  auto& sent = nodes_[from].traffic;
  auto& received = nodes_[x->to].traffic;
  auto step
    = [&](stream_lane& lane, std::size_t bytes, const path& way, traffic& who) {
        auto done = lane.send(t, bytes, way, random_);
        who.sent_bytes += done.sent_bytes;
        t = done.arrival;
      };
  step(out, first_packet_bytes, there, sent);
  step(in, first_packet_bytes, back, received);
  step(out, client_hello_bytes, there, sent);
  step(in, server_papers_bytes, back, received);
  const auto& peer = nodes_[x->to].hub->node_id();
  if (!x->expected_id.empty() && x->expected_id != peer)
    return finish_at(
      t, x,
      {ec::name_mismatch,
       x->address + ": is node '" + peer + "', not '" + x->expected_id + '\''});
  step(out, client_papers_bytes, there, sent);
  auto way = std::make_shared<connection>(now);
  (*way)[0].hub = x->hub;
  (*way)[1].hub = nodes_[x->to].hub;
  scheduler_.agenda().plan_call(
    t, [this, x, way] { at_node(x->to, [this, x, way] { accept(x, way); }); });
}

/// At the accepting side.
void simulated_network::accept(const attempt_ptr& x,
                               const connection_ptr& way) {
  auto* hub = (*way)[1].hub;
  auto from = x->hub->index();
  if (x->over || !x->hub->alive() || cuts_.stops(x->to, from)
      || cuts_.stops(from, x->to))
    return; // the dialer's deadline tells
  auto now = scheduler_.agenda().now();
  if (!hub->alive() || hub != nodes_[x->to].hub)
    return finish_at(now + draw(way_between(x->to, from).delay, random_), x,
                     {ec::peer_lost, x->address + ": connection reset"});
  auto admitted = admit(way, 1);
  stream_lane in{now};
  auto there = in.send(now, hello_bytes, way_between(x->to, from), random_);
  nodes_[x->to].traffic.sent_bytes += there.sent_bytes;
  if (!admitted) {
    auto why = admitted.error();
    if (why.code != ec::duplicate_id && why.code != ec::shutting_down)
      why.code = ec::refused_by_peer;
    return finish_at(there.arrival, x, std::move(why));
  }
  for (int side : {0, 1})
    (*way)[side].lane = stream_lane{there.arrival};
  come_up(way, 1);
  scheduler_.agenda().plan_call(there.arrival, [this, x, way] {
    at_node(x->hub->index(), [this, x, way] { connected(x, way); });
  });
}

/// At the dialing side.
void simulated_network::connected(const attempt_ptr& x,
                                  const connection_ptr& way) {
  auto& end = (*way)[0];
  if (end.at == connection::stage::over)
    return finish(x, fault{ec::peer_lost, x->address + ": connection reset"});
  if (!x->hub->alive()) {
    auto from = x->hub->index();
    end.at = connection::stage::over;
    if (nodes_[from].host_down)
      return watch_silence(way, 0);
    return reset_later(way, 1, draw(way_between(from, x->to).delay, random_),
                       {ec::peer_lost, "connection reset"});
  }
  end.callback
    = [this, x](const outcome<transport::peer_link>& what) { finish(x, what); };
  if (x->over) // took too long
    return close(way, 0, {ec::timed_out, "no handshake in time"}, false);
  if (auto ok = admit(way, 0); !ok)
    return close(way, 0, ok.error(), true);
  come_up(way, 0);
}

// -- admission ------------------------------------------------------------------

outcome<done> simulated_network::admit(const connection_ptr& way, int side) {
  auto& hub = *(*way)[side].hub;
  auto& peer = *(*way)[other(side)].hub;
  if (&hub == &peer || hub.node_id() == peer.node_id())
    return transport::own_end(hub.node_id());
  if (auto old = hub.links.find(peer.index()); old != hub.links.end()) {
    auto there = old->second;
    if (auto settled = settle(hub, there, way, side); !settled)
      return settled;
  }
  hub.links[peer.index()] = {way, side};
  auto& end = (*way)[side];
  end.link.node_id = peer.node_id();
  end.link.basp_id = peer.basp_id();
  end.link.certificate = peer.who()->certificate;
  end.link.dialed = side == 0;
  end.link.remote = nodes_[peer.index()].address;
  const auto& endpoint = peer.options().endpoint;
  end.link.endpoint
    = caf::actor_cast<caf::actor>(proxy(way, side, endpoint->id(), endpoint));
  return done{};
}

/// As `hub_impl::settle_rivals` does.
outcome<done> simulated_network::settle(simulated_hub& hub,
                                        const simulated_hub::place& old,
                                        const connection_ptr& way, int side) {
  auto peer = (*way)[other(side)].hub->index();
  const auto& id = (*way)[other(side)].hub->node_id();
  auto age = scheduler_.agenda().now() - old.way->since();
  auto& before = (*old.way)[old.side];
  auto we_go_first = hub.node_id() < id;
  auto are_rivals = old.side != side && age < rivalry_time;
  if (are_rivals && (side == 0) == we_go_first) {
    if (before.callback)
      hub.waiting.emplace(peer, std::exchange(before.callback, nullptr));
    close(old.way, old.side, {ec::duplicate_id, rival_text}, true);
    return done{};
  }
  if (auto& fresh = (*way)[side]; side == 0 && fresh.callback)
    hub.waiting.emplace(peer, std::exchange(fresh.callback, nullptr));
  auto is_up = before.at == connection::stage::up;
  if (is_up)
    call_waiting(hub, peer, before.link);
  if (is_up && age >= rivalry_time && hub.options().on_rival)
    hub.options().on_rival(id);
  return fault{ec::duplicate_id, "node '" + id + "' is connected to node '"
                                   + hub.node_id() + "' already"};
}

void simulated_network::come_up(const connection_ptr& way, int side) {
  auto& end = (*way)[side];
  end.at = connection::stage::up;
  auto& hub = *end.hub;
  auto peer = (*way)[other(side)].hub->index();
  auto link = end.link;
  hub.options().on_up(link);
  if (auto callback = std::exchange(end.callback, nullptr))
    callback(link);
  call_waiting(hub, peer, link);
}

void simulated_network::call_waiting(simulated_hub& hub, node_index peer,
                                     const outcome<transport::peer_link>& x) {
  auto [first, last] = hub.waiting.equal_range(peer);
  std::vector<transport::dial_callback> callbacks;
  for (auto i = first; i != last; ++i)
    callbacks.push_back(std::move(i->second));
  hub.waiting.erase(first, last);
  for (auto& callback : callbacks)
    callback(x);
}

} // namespace aegis::simulation
