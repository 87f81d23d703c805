#pragma once

#include "actors/services/service_pool.hpp"
#include "clients.hpp"
#include "mesh/topology_table.hpp"
#include "stand_ins.hpp"
#include "wire/frame_codec.hpp"

#include <caf/actor_system_config.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace aegis::test {

using namespace std::chrono_literals;

inline const service_id greeting{"greeting", "v1"};

struct testing_config : caf::actor_system_config {
  testing_config() {
    set("scheduler.policy", caf::atom("testing"));
  }
};

/// A service pool on a deterministic scheduler with virtual time, between
/// stand-ins of the topology actor, the peer manager and the transport.
struct pool_fixture {
  explicit pool_fixture(node_settings::service_settings x = {});
  ~pool_fixture();

  // -- time ------------------------------------------------------------------

  void run() {
    sched.run();
  }

  /// Lets time pass in small steps.
  void pass(std::chrono::milliseconds x);

  // -- questions to the pool -------------------------------------------------

  /// @returns the answer, or the error through `failure`.
  template <class Result, class Question>
  std::optional<Result> ask(Question question) {
    std::optional<Result> result;
    failure = {ec::none, {}};
    sys.spawn([&](caf::event_based_actor* self) {
      self->request(pool, caf::infinite, std::move(question))
        .then([&](const Result& x) { result = x; },
              [&](const caf::error& why) { failure = to_fault(why); });
    });
    run();
    return result;
  }

  /// As `ask`, for questions that are answered without a value: CAF sends
  /// `unit_t` as an empty message.
  template <class Question>
  bool order(Question question) {
    auto ok = false;
    failure = {ec::none, {}};
    sys.spawn([&](caf::event_based_actor* self) {
      self
        ->request(caf::actor_cast<caf::actor>(pool), caf::infinite,
                  std::move(question))
        .then([&] { ok = true; },
              [&](const caf::error& why) { failure = to_fault(why); });
    });
    run();
    return ok;
  }

  /// An actor that answers nothing, not even answers; ended with the fixture.
  caf::actor silent() {
    auto result = sys.spawn([](caf::event_based_actor*) -> caf::behavior {
      return {[](const std::string&) {}};
    });
    local_providers.push_back(result);
    return result;
  }

  /// Lets a provider answer the oldest call that it holds.
  template <class Node>
  void release(Node& x, std::string answer) {
    caf::anon_send(x.provider, std::string{"release"}, std::move(answer));
    run();
  }

  caf::actor handle(call_options options = {},
                    std::set<std::string> interface = {},
                    service_id service = greeting);
  bool provide(const caf::actor& provider, service_id service = greeting);
  bool withdraw(service_id service = greeting);
  service_metrics metrics();

  /// Provides `greeting` by `make`.
  bool provide(std::function<caf::actor(caf::actor_system&)> make,
               provide_options options);
  provider_count count(service_id service = greeting);

  /// Calls from an actor of its own and lets everything run.
  template <class... Ts>
  call_ptr call(const caf::actor& whom, Ts... xs) {
    auto result = test::call(sys, whom, xs...);
    run();
    return result;
  }

  // -- other nodes -----------------------------------------------------------

  struct other {
    caf::actor endpoint;
    caf::actor provider;
    caf::strong_actor_ptr
      target; ///< proxy of the provider, as the hub gives it
    std::set<std::string> interface;
    log_ptr log;
  };

  /// Makes a node that provides `greeting`; tells the pool if `announce`.
  other& add_node(const std::string& id, bool announce = true);

  /// Tells the pool of a node that `add_node` made, with this record.
  void list(node_info x, const service_id& service = greeting);

  /// A record of a node that provides `greeting`.
  node_info record(const std::string& id) const;

  /// Gives the node a new connection after `target` was killed.
  void reconnect(const std::string& id);

  void announce(const std::string& id, topology_change change,
                std::uint64_t incarnation = 1);
  void tell(const topology_event& x);
  mesh::record_changes publish(const topology_event& x);

  node_settings::service_settings settings;
  testing_config cfg;
  caf::actor_system sys;
  caf::scheduler::test_coordinator& sched;
  hub network;
  detail::snapshot_cell_ptr snapshots;
  std::shared_ptr<detail::handle_desk> desk;
  std::shared_ptr<detail::call_gate> gate;
  mesh::topology_table table{"here"}; ///< what the topology actor would hold
  std::uint64_t revision = 0;
  fault failure;

  std::map<std::string, other> nodes;
  std::vector<caf::strong_actor_ptr> targets; ///< all that there ever were
  std::vector<caf::actor> local_providers;    ///< ended with the fixture
  std::vector<std::string> connections;       ///< asked of the peer manager
  fault connect_error{ec::none, {}};          ///< its answer, unless none
  bool hold_connections = false;              ///< it does not answer
  std::vector<std::function<void()>> held_connections;
  std::vector<std::pair<std::string, caf::response_promise>> held_promises;
  std::vector<std::string> announcements; ///< seen by the topology
  fault announce_error{ec::none, {}};

  caf::actor topology;
  caf::actor peers;
  detail::service_pool_internal_actor pool;

private:
  caf::actor spawn_topology();
  caf::actor spawn_peers();
  caf::actor spawn_endpoint(const std::string& id);
  void answer_connection(const std::string& id, caf::response_promise promise);
};

/// The actor without mailbox behind a handle.
inline detail::service_handle& as_handle(const caf::actor& x) {
  return *static_cast<detail::service_handle*>(
    caf::actor_cast<caf::abstract_actor*>(x));
}

inline std::uint64_t count(const detail::service_counters::counter& x) {
  return x.load();
}

} // namespace aegis::test
