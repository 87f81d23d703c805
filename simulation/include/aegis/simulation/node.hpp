#pragma once

#include "aegis/call.hpp"
#include "aegis/export.hpp"
#include "aegis/node_info.hpp"
#include "aegis/service_id.hpp"
#include "aegis/settings.hpp"
#include "aegis/simulation/network.hpp"
#include "aegis/topology.hpp"

#include <caf/actor.hpp>
#include <caf/actor_system.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace aegis {
namespace AEGIS_PUBLIC simulation {

class world;

/// What a simulated node is like.
struct node_traits {
  std::string id; ///< empty: `n` and its index
  std::string region;
  std::string type = "generic";
  std::map<std::string, std::string> labels;
  std::vector<service_id> declared; ///< services without actors
  /// Ids of nodes at whose addresses it looks for the mesh; empty: the first
  /// node of the world.
  std::vector<std::string> seeds;
  /// Instead of the world's.
  std::optional<node_settings> settings;
};

/// How a node ends that does not say goodbye.
enum class crash {
  process, ///< the host lives, and resets the connections at once
  host,    ///< not one more packet
};

/// What the network has carried for a node, since the beginning.
struct node_traffic {
  std::uint64_t sent_messages = 0;
  std::uint64_t sent_bytes = 0; ///< with headers and what was sent again
  std::uint64_t received_messages = 0;
  std::uint64_t dials = 0;
};

/// A node of a simulated mesh: the actors of `aegis::node`, on virtual time.
///
/// Belongs to its `world`, to whose rules of threads it keeps. A node lives
/// more than once: `start` after its end begins a new life, as a process that
/// is started again, with the same id and address.
class simulated_node {
public:
  struct impl;

  explicit simulated_node(std::unique_ptr<impl> x);
  ~simulated_node();

  simulated_node(const simulated_node&) = delete;
  simulated_node& operator=(const simulated_node&) = delete;

  const std::string& id() const;
  std::size_t index() const;
  const std::string& region() const;
  std::string address() const;

  // -- life ------------------------------------------------------------------

  /// Begins a life; nothing happens if it lives.
  void start();

  /// Leaves the mesh in good order, which takes about a second.
  void stop();

  /// Ends at once, with all actors that it has spawned.
  void end(crash how = crash::process);

  bool running() const;

  /// Lives that it has begun.
  unsigned lives() const;

  // -- trouble ----------------------------------------------------------------

  /// Does nothing any more until `thaw`, as a process that got SIGSTOP: timers
  /// and messages wait.
  void freeze();
  void thaw();
  bool frozen() const;

  /// Each step of each of its actors comes so much later; 0 heals it.
  void slow_down(duration quantum);

  /// Sets its wall clock, by so much against the right one.
  void set_clock_offset(std::chrono::milliseconds x);

  /// Ends its connections, as a firewall that has forgotten them.
  void reset_connections();

  // -- the application --------------------------------------------------------

  /// Provides a service from now on, and in later lives, by an actor that
  /// `factory` spawns.
  void provide(service_id service,
               std::function<caf::actor(simulated_node&)> factory);

  /// As `aegis::node::service`; null before the first life.
  caf::actor service(service_id name, call_options options = {});

  /// Lets `f` spawn an actor that lives on this node and ends with it.
  caf::actor spawn(const std::function<caf::actor(caf::actor_system&)>& f);

  /// As `aegis::node::topology`; empty before the first life.
  topology_view topology() const;

  /// Tells an actor of each change of the topology, as the actor interface
  /// does: `topology_event`. In this life.
  void subscribe(const caf::actor& x);

  node_traffic traffic() const;

  /// For the parts of this library.
  impl& details() {
    return *impl_;
  }

private:
  std::unique_ptr<impl> impl_;
};

} // namespace simulation
} // namespace aegis
