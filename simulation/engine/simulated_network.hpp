#pragma once

#include "aegis/simulation/network.hpp"
#include "mesh/random.hpp"
#include "simulation/core/cuts.hpp"
#include "simulation/core/trace_hash.hpp"
#include "simulation/engine/connection.hpp"
#include "simulation/engine/scheduler.hpp"
#include "simulation/engine/simulated_hub.hpp"

#include <caf/actor_system.hpp>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace aegis::simulation {

class remote_proxy;

/// What the network has carried for a node.
struct traffic {
  std::uint64_t sent_messages = 0;
  std::uint64_t sent_bytes = 0; ///< with headers and retransmissions
  std::uint64_t received_messages = 0;
  std::uint64_t dials = 0;
};

/// Carries what simulated nodes send each other, and knows what goes wrong.
///
/// The counterpart of the transport: handshakes and their rules, streams in
/// order, ends of connections with and without last words. One seed decides all
/// that it draws. Nothing is for actors that run in several threads, except
/// where it says so.
class simulated_network {
public:
  simulated_network(caf::actor_system& sys, scheduler& sched,
                    network_options options, std::uint64_t seed);

  // -- nodes -------------------------------------------------------------------

  node_index add_node(std::string region);

  /// The hub of the node's present life.
  void begin_life(node_index x, simulated_hub& hub);

  /// The process ends at once; its host tells all peers.
  void kill_process(node_index x);

  /// The host ends: nobody is told.
  void kill_host(node_index x);

  // -- conditions --------------------------------------------------------------

  cuts::number cut(node_set from, node_set to, bool both);
  void heal(cuts::number x);
  void heal_all();

  /// The node does nothing, what it is sent waits.
  void freeze(node_index x);
  void thaw(node_index x);

  bool frozen(node_index x) const {
    return nodes_[x].frozen;
  }

  /// Ends all connections of a node, as a firewall that forgets them does.
  void reset_connections(node_index x);

  network_options& options() noexcept {
    return options_;
  }

  // -- figures -----------------------------------------------------------------

  const trace_hash& trace() const noexcept {
    return trace_;
  }

  const traffic& traffic_of(node_index x) const {
    return nodes_[x].traffic;
  }

  /// Called with each delivery, if set.
  std::function<void(const trace_hash::delivery&, std::size_t bytes)>
    on_delivery;

  /// Calls `f` while no actor runs, see `scheduler::alone`.
  template <class F>
  void alone(F f) {
    scheduler_.alone(std::move(f));
  }

  // -- for hubs ----------------------------------------------------------------

  void listen(simulated_hub& hub, const std::string& address);
  void stop_listening(simulated_hub& hub);
  void leave(simulated_hub& hub);
  void dial(simulated_hub& hub, std::string address, std::string expected_id,
            transport::dial_callback done);

  /// Ends one end of a connection.
  /// @param tell  the other end learns why; else it only sees the end
  void close(const connection_ptr& way, int side, const fault& why, bool tell);

  caf::strong_actor_ptr proxy(const connection_ptr& way, int side,
                              caf::actor_id id,
                              const caf::strong_actor_ptr& target);

  // -- for proxies, thread-safe ------------------------------------------------

  void post(const connection_ptr& way, int side, const remote_proxy& to,
            caf::mailbox_element& x);
  void watch(const connection_ptr& way, int side, const remote_proxy& whom);

private:
  struct node_state {
    std::string region;
    simulated_hub* hub = nullptr;
    std::string address; ///< where it listens; empty: nowhere
    bool host_down = false;
    bool frozen = false;
    std::deque<std::function<void()>> inbox; ///< of a frozen one
    simulation::traffic traffic;
  };

  struct attempt;
  using attempt_ptr = std::shared_ptr<attempt>;

  // -- dialing (dialing.cpp) -----------------------------------------------------

  const transport::peer_link* link_to(const simulated_hub& hub,
                                      const std::string& address,
                                      const std::string& expected_id) const;
  void try_connect(const attempt_ptr& x);
  void shake_hands(const attempt_ptr& x);
  void accept(const attempt_ptr& x, const connection_ptr& way);
  void connected(const attempt_ptr& x, const connection_ptr& way);
  void finish(const attempt_ptr& x, const outcome<transport::peer_link>& what);
  void finish_at(instant when, const attempt_ptr& x, fault why);
  outcome<done> admit(const connection_ptr& way, int side);
  outcome<done> settle(simulated_hub& hub, const simulated_hub::place& old,
                       const connection_ptr& way, int side);
  void come_up(const connection_ptr& way, int side);
  void call_waiting(simulated_hub& hub, node_index peer,
                    const outcome<transport::peer_link>& x);

  // -- messages (streams.cpp) ------------------------------------------------

  void send_alone(const connection_ptr& way, int side, cargo x);
  void send(const connection_ptr& way, int side, cargo x);
  void stall(const connection_ptr& way, int side, cargo x);
  void carry(const connection_ptr& way, int side, cargo x);
  void arrive(const connection_ptr& way, int side, cargo& x);
  void deliver(const connection_ptr& way, int side, cargo& x);
  void deliver_watch(const connection_ptr& way, int side, const cargo& x);
  void answer_nobody(const connection_ptr& way, int side, const cargo& x);
  /// Runs now, or when the node goes on.
  void at_node(node_index x, std::function<void()> f);

  // -- ends (endings.cpp) ----------------------------------------------------

  std::optional<transport::peer_link> let_go(const connection_ptr& way,
                                             int side);
  /// The end at `side` sees that the other one is gone.
  void reset_later(const connection_ptr& way, int side, duration after,
                   fault why);
  void end_of_life(node_index x, bool tell);

  // -- who can be heard (silence.cpp) ----------------------------------------

  bool silent(node_index from, node_index to) const;
  const path& way_between(node_index from, node_index to) const;
  void silence_changed();
  void reset_if_half_open(const connection_ptr& way);
  duration draw_heartbeat();
  void watch_silence(const connection_ptr& way, int side);
  void resume_later(const connection_ptr& way, int side,
                    std::optional<instant> since);
  void resume(const connection_ptr& way, int side);

  caf::actor_system& sys_;
  scheduler& scheduler_;
  network_options options_;
  mesh::random_source random_;
  cuts cuts_;
  std::deque<node_state> nodes_;
  std::unordered_map<std::string, node_index> listening_;
  trace_hash trace_;
};

} // namespace aegis::simulation
