#pragma once

#include "actors/endpoint/mesh_endpoint.hpp"
#include "actors/health/health.hpp"
#include "actors/peers/peer_manager.hpp"
#include "actors/topology/topology.hpp"
#include "remote_node.hpp"

#include <caf/actor_system_config.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <caf/send.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace aegis::test {

using namespace std::chrono_literals;

struct testing_config : caf::actor_system_config {
  testing_config() {
    set("scheduler.policy", caf::atom("testing"));
  }
};

/// What became of a question.
template <class T>
struct reply {
  int answers = 0;
  std::optional<T> value;
  fault error{ec::none, {}};
};

template <class T>
using reply_ptr = std::shared_ptr<const reply<T>>;

/// A topology actor and where it publishes.
struct topology_under_test {
  detail::topology_internal_actor actor;
  detail::snapshot_cell_ptr cell;

  topology_view view() const {
    return topology_view{cell->read()};
  }
};

/// An actor system on a deterministic scheduler with virtual time. Ends all
/// actors that were made through it.
struct virtual_system {
  virtual_system();
  ~virtual_system();

  void run() {
    sched.run();
  }

  /// Lets time pass in small steps.
  void pass(std::chrono::milliseconds x);

  /// How far somebody has set the wall clock.
  std::chrono::milliseconds clock_offset{0};

  /// Wall clock, which goes with the virtual one.
  timestamp_ms now() const;

  /// Asks from an actor of its own and lets everything run.
  template <class T, class Handle, class Question>
  reply_ptr<T> ask(const Handle& whom, Question question) {
    auto result = std::make_shared<reply<T>>();
    auto to = caf::actor_cast<caf::actor>(whom);
    keep(sys.spawn([=](caf::event_based_actor* self) {
      self->request(to, caf::infinite, question)
        .then(
          [=](const T& x) {
            ++result->answers;
            result->value = x;
          },
          [=](const caf::error& why) {
            ++result->answers;
            result->error = to_fault(why);
          });
    }));
    run();
    return result;
  }

  /// As `ask`, for questions that are answered without a value.
  /// @returns the error, `ec::none` for success.
  template <class Handle, class Question>
  fault order(const Handle& whom, Question question) {
    auto result
      = std::make_shared<fault>(fault{ec::internal, "there is no answer"});
    auto to = caf::actor_cast<caf::actor>(whom);
    keep(sys.spawn([=](caf::event_based_actor* self) {
      self->request(to, caf::infinite, question)
        .then(
          [=] {
            *result = {ec::none, {}};
          },
          [=](const caf::error& why) { *result = to_fault(why); });
    }));
    run();
    return *result;
  }

  /// Ends the actor with the fixture.
  template <class Handle>
  Handle keep(Handle x) {
    kept.push_back(caf::actor_cast<caf::actor>(x));
    return x;
  }

  template <class Handle>
  void end(const Handle& x) {
    caf::anon_send_exit(x, caf::exit_reason::user_shutdown);
    run();
  }

  topology_under_test spawn_topology(const std::string& id,
                                     node_settings::topology_settings settings
                                     = {},
                                     std::uint64_t epoch = 1);

  testing_config cfg;
  caf::actor_system sys;
  caf::scheduler::test_coordinator& sched;
  std::vector<caf::actor> kept;
};

/// A record as a node would make it for itself.
node_info record_of(const std::string& id);

/// The peer manager of node "here" with its topology, between stand-ins of the
/// transport and of other nodes.
struct peers_fixture : virtual_system {
  explicit peers_fixture(const node_settings& settings = quick_settings(),
                         detail::seed_sources seeds = {});

  /// Without jitter that tests would have to wait for, and without connections
  /// of its own accord.
  static node_settings quick_settings();

  void start() {
    caf::anon_send(peers, detail::dialing_start{});
    run();
  }

  reply_ptr<peer_info> add(const std::string& id, const std::string& address);
  reply_ptr<peer_info> remove(const std::string& id);
  reply_ptr<peer_connection> connect(const std::string& id,
                                     const std::string& address = {});

  /// Where the peer stands; fails the test if it is not known.
  peer_info info(const std::string& id);
  peer_state state(const std::string& id) {
    return info(id).state;
  }

  /// Makes a node that can be reached, with a new endpoint each time.
  remote_node& node(const std::string& id);

  /// The transport reports a link, as it does before the dial's own report.
  void link_up(const std::string& id, bool dialed = false);
  void link_down(const std::string& id,
                 fault why = {ec::peer_lost, "the peer is gone"});

  /// Dials are answered by these; the oldest that is open is meant.
  void dial_succeeds(const std::string& id);
  void dial_fails(fault why = {ec::unreachable, "refused"});

  topology_under_test topology;
  hub_double network;
  detail::peer_manager_internal_actor peers;
  std::map<std::string, remote_node> nodes;
};

} // namespace aegis::test
