// The part of the simulated network that carries messages.
// In: messages of proxies. Out: messages in the mailboxes of their receivers,
// in order.

#include "simulation/engine/simulated_network.hpp"

#include "aegis/error.hpp"
#include "simulation/engine/remote_proxy.hpp"
#include "transport/refusal.hpp"

#include <caf/exit_reason.hpp>
#include <caf/make_actor.hpp>

#include <algorithm>
#include <utility>

namespace aegis::simulation {

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
  send_alone(way, side, std::move(y));
}

/// The part of sending that the senders cannot do side by side.
void simulated_network::send_alone(const connection_ptr& way, int side,
                                   cargo x) {
  alone([this, way, side, x = std::move(x)]() mutable {
    auto& end = (*way)[side];
    if (x.what == cargo::kind::message) {
      ++end.messages;
      if (x.mid.is_request())
        ++end.in_flight;
      else if (x.mid.is_response() && end.in_flight > 0)
        --end.in_flight;
    }
    send(way, side, std::move(x));
  });
}

void simulated_network::watch(const connection_ptr& way, int side,
                              const remote_proxy& whom) {
  cargo x;
  x.what = cargo::kind::watch;
  x.target = whom.id();
  x.target_ptr = whom.target();
  x.size = {40, whom.id(), "watch"};
  send_alone(way, side, std::move(x));
}

void simulated_network::send(const connection_ptr& way, int side, cargo x) {
  auto& end = (*way)[side];
  if (end.at == connection::stage::over)
    return;
  auto from = end.hub->index();
  auto to = (*way)[other(side)].hub->index();
  if (!end.stalled.empty() || end.resuming || silent(from, to)) {
    stall(way, side, std::move(x));
    return;
  }
  carry(way, side, std::move(x));
}

/// Keeps a message until the other end can be heard. Beyond the limit for what
/// waits to be sent the connection ends, as in production.
void simulated_network::stall(const connection_ptr& way, int side, cargo x) {
  auto& end = (*way)[side];
  end.stalled_bytes += x.size.bytes;
  end.stalled.push_back(std::move(x));
  if (end.stalled_bytes <= end.hub->options().limits.backlog_max_bytes)
    return;
  fault why{ec::overloaded, std::to_string(end.stalled_bytes)
                              + " bytes wait to be sent to node '"
                              + end.link.node_id + '\''};
  // Not in the middle of what a sender does with its proxy.
  scheduler_.agenda().plan_call(
    scheduler_.agenda().now(),
    [this, way, side, why = std::move(why)] { close(way, side, why, false); });
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
    cargo y;
    y.what = cargo::kind::death;
    y.target = id;
    y.why = std::move(why);
    y.size = {60, id, "death"};
    alone([this, way, side, y = std::move(y)]() mutable {
      auto& here = (*way)[side];
      if (here.at == connection::stage::up && here.hub->alive())
        send(way, side, std::move(y));
    });
  };
  if (target)
    target->get()->attach_functor(tell);
  else
    tell(caf::exit_reason::unknown);
}

} // namespace aegis::simulation
