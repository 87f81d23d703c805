#pragma once

#include "aegis/actors.hpp"
#include "aegis/call.hpp"
#include "aegis/caller.hpp"
#include "aegis/config.hpp"
#include "aegis/error.hpp"
#include "aegis/export.hpp"
#include "aegis/health.hpp"
#include "aegis/node_info.hpp"
#include "aegis/peer.hpp"
#include "aegis/service.hpp"
#include "aegis/service_metrics.hpp"
#include "aegis/settings.hpp"
#include "aegis/tls_options.hpp"
#include "aegis/topology.hpp"

#include <caf/actor.hpp>
#include <caf/actor_system.hpp>
#include <caf/expected.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace AEGIS_PUBLIC aegis {

class node;

/// Collects what a node needs and builds it. Setters return the builder.
class node_builder {
public:
  /// The node makes and owns an actor system with `aegis::config`.
  node_builder();

  /// The node runs in `sys`, which must outlive it and whose configuration
  /// went through `aegis::configure` (or is an `aegis::config`).
  explicit node_builder(caf::actor_system& sys);

  node_builder(node_builder&&) noexcept;
  node_builder& operator=(node_builder&&) noexcept;
  ~node_builder();

  node_builder& id(std::string x);
  node_builder& name(std::string x);
  node_builder& type(std::string x); ///< default "generic"
  node_builder&
  mesh(std::string x); ///< default "default"; two meshes never mix
  node_builder& region(std::string x);
  node_builder& label(std::string key, std::string value);

  /// Where to listen, `host:port`; port 0 takes any free one. Others dial this
  /// address unless `advertise` names another, as it must for a wildcard such
  /// as `0.0.0.0`. Port 0 in `advertise` stands for the real port.
  node_builder& address(std::string x);
  node_builder& advertise(std::string x);

  node_builder& cert_dir(std::string x); ///< default "./certs"
  node_builder& key(key_kind x);    ///< kind of generated keys, default RSA
  node_builder& tls(tls_options x); ///< overrides the directory

  /// Declares a service that is served by `provider`, an actor of the same
  /// actor system. The application ends it: CAF keeps an actor that has
  /// answered a peer alive, and its actor system waits for it.
  node_builder& provide(service_id service, caf::actor provider);

  /// Declares a service that is served by an actor that `factory` spawns once
  /// the node's actor system exists. It is told to exit at shutdown.
  node_builder& provide(service_id service,
                        std::function<caf::actor(caf::actor_system&)> factory);

  /// The same, with several actors, or ones that are started again when they
  /// end; see `provide_options`.
  node_builder& provide(service_id service,
                        std::function<caf::actor(caf::actor_system&)> factory,
                        provide_options options);

  /// Declares a service without an actor, for the topology only.
  node_builder& declare(service_id service);

  /// Changes the configuration of the actor system that the node will own,
  /// e.g. to add message types. Ignored with an actor system of the user's.
  node_builder& configure(std::function<void(config&)> f);

  node_builder& checker(health_checker_ptr x);
  node_builder& settings(node_settings x); ///< intervals and limits

  /// Addresses, `host:port`, at which members may be found; any one that is
  /// alive is enough. They are dialed while this node has no connection, and
  /// now and then later, so that meshes which lost each other meet again. This
  /// node's own address may be among them.
  node_builder& seeds(std::vector<std::string> x);

  /// `name:port`: all addresses behind the name are seeds; looked up again
  /// every 30 s.
  node_builder& seed_dns(std::string x);

  /// A file with one `host:port` a line, `#` begins a comment; looked at again
  /// every 5 s. It must be readable at `build`; later, a bad file is logged
  /// and the seeds stay as they were.
  node_builder& seed_file(std::string x);

  /// Validates, loads or makes key material, and spawns the node's actors.
  /// The node neither listens nor dials before `start`.
  /// @returns the first error, naming the field or file.
  caf::expected<node> build();

private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

/// One member of the mesh. Move-only; destruction shuts it down.
///
/// All functions are thread-safe. Most ask an actor of the node and block the
/// calling thread until it has answered, some until a peer has: they are for
/// plain code. Actors use the actor handles below; of the functions they may
/// call those that never block: `service`, `topology`, `topology_version`,
/// `mesh_nodes`, `export_actor`, those about the node's identity, and the
/// handles.
class node {
public:
  node(node&&) noexcept;
  node& operator=(node&&) noexcept;
  ~node();

  // -- life ------------------------------------------------------------------

  /// Binds the address and begins to accept and dial.
  /// @returns `ec::invalid_address`, `ec::unreachable` (the port is taken), ...
  caf::expected<void> start();

  /// Announces leaving, stops accepting, lets calls in flight end until
  /// `deadline`, closes everything. Idempotent.
  void shutdown(std::chrono::milliseconds deadline = std::chrono::seconds(5));

  bool running() const;

  /// Checks the configuration: id, address, key material and its validity.
  caf::expected<void> validate() const;

  /// Loads the key material again; new connections use it.
  caf::expected<void> reload_tls();

  // -- identity --------------------------------------------------------------

  const std::string& id() const;
  std::string name() const;
  std::string type() const;
  std::string mesh() const;
  /// The address that others dial, with the real port once started.
  std::string address() const;
  certificate own_certificate() const;
  node_info info() const;
  std::string to_json() const;

  // -- peers -----------------------------------------------------------------

  /// Adds a peer and begins to dial it, with retries, for the node's life.
  /// @returns `ec::already_exists`, `ec::invalid_id`, `ec::invalid_address`.
  caf::expected<void> add_peer(peer_address peer);

  /// Ends the connection and forgets the peer. A member of the mesh may connect
  /// to this node again all the same. @returns `ec::unknown_node`.
  caf::expected<void> remove_peer(const std::string& id);

  caf::expected<peer_info> peer(const std::string& id) const;
  std::vector<peer_info> peers() const;
  std::vector<peer_info> peers_of_type(const std::string& type) const;
  bool is_connected(const std::string& id) const;

  /// Waits until the peer is connected; a seed without id is named by its
  /// address. @returns the last error of the attempts, or `ec::timed_out`.
  caf::expected<void> await_peer(const std::string& id,
                                 std::chrono::milliseconds timeout
                                 = std::chrono::seconds(10));

  /// Round-trip time to a peer.
  caf::expected<std::chrono::nanoseconds> ping(const std::string& id);
  caf::expected<health> peer_health(const std::string& id);
  caf::expected<node_info> peer_node_info(const std::string& id);
  /// What a peer knows of the mesh, tombstones excluded.
  caf::expected<std::vector<node_info>> peer_topology(const std::string& id);
  caf::expected<std::vector<service_id>> peer_services(const std::string& id);

  // -- topology --------------------------------------------------------------

  /// True if the sync changed this node's table.
  caf::expected<bool> sync_topology(const std::string& peer_id);
  /// Number of peers that were synced with.
  caf::expected<std::size_t> sync_topology_with_all_peers();
  std::uint64_t topology_version() const;
  std::vector<node_info> mesh_nodes() const;
  /// The current table; immutable, cheap, never blocks.
  topology_view topology() const;

  /// Calls `f` for each change, in version order, from one thread, until the
  /// returned subscription is destroyed.
  /// Beyond `settings.topology.subscribers_max`, and after `shutdown`, the
  /// subscription is empty and `f` never called.
  /// `begin`, if there is one, is called first, by the same thread and before
  /// this function returns, with the view that the changes start from.
  topology_subscription
  subscribe(std::function<void(const topology_event&)> f,
            std::function<void(const topology_view&)> begin = nullptr);

  /// Adds a node by hand. Since only a node itself signs its record, the entry
  /// is for this node alone and gives way to the real record; a node that is a
  /// `topology_source` of `merge_policy::highest_version` adds it for the mesh.
  /// @returns `ec::already_exists`, `ec::invalid_id`, `ec::invalid_address`,
  ///          `ec::invalid_argument`, `ec::overloaded`.
  caf::expected<void> add_node(node_info x);
  /// Makes a node count as down here, and in the mesh if this node is a
  /// `topology_source` or once another node finds the same. One that is alive
  /// after all comes back.
  /// @returns `ec::unknown_node`, `ec::invalid_argument` for this node.
  caf::expected<void> remove_node(const std::string& id);
  /// Replaces the record of this node, or one that was added by hand, keeping
  /// `joined_at` and status.
  /// @returns `ec::unknown_node`, `ec::not_authorized` for a record that its
  ///          owner has signed, unless this node is a `topology_source`,
  ///          `ec::invalid_argument`, ...
  caf::expected<void> update_node(node_info x);

  // -- services --------------------------------------------------------------

  /// Begins to provide a service. The provider is told to exit at shutdown if
  /// the node owns the actor system; else see `node_builder::provide`.
  /// @returns `ec::already_exists`, `ec::invalid_argument`, `ec::overloaded`.
  caf::expected<void> provide(service_id service, caf::actor provider);
  /// The same with actors that `factory` makes and the node ends; it runs in an
  /// actor of the node, also for restarts, and must not block.
  caf::expected<void>
  provide(service_id service,
          std::function<caf::actor(caf::actor_system&)> factory,
          provide_options options);
  /// Takes a service out of the mesh's rotation while it is unhealthy, or back.
  /// Calls that still come are refused, and tried elsewhere by their callers.
  /// @returns `ec::unknown_service`.
  caf::expected<void> set_service_health(const service_id& service,
                                         bool healthy, std::string reason = {});
  /// Reads `settings.services.rules_file` again. A file that cannot be read or
  /// has a fault changes nothing. @returns `ec::file_error`,
  ///          `ec::invalid_argument` with file and line.
  caf::expected<void> reload_call_rules();
  /// What became of the calls of all services, here and elsewhere.
  service_metrics metrics() const;
  /// Withdraws a service. @returns `ec::unknown_service`.
  caf::expected<void> withdraw(const service_id& service);

  /// Returns a handle that sends to live providers of the service. The version
  /// is an exact one, or a range such as `>=1.2 <2` or `^1.2`. Never
  /// fails: while there are none, requests are answered `ec::no_providers`.
  /// Waits for nobody, so that an actor may call it, too. The handle need not
  /// be kept: what was sent through it is answered in any case. For an id that
  /// breaks the rule of `service_id` requests are answered
  /// `ec::invalid_argument`, after `shutdown` `ec::shutting_down`.
  caf::actor service(service_id name, call_options options = {});

  /// Returns a typed handle; only providers with a matching messaging
  /// interface are used.
  template <class Handle>
  Handle service(service_id name, call_options options = {}) {
    auto hdl = typed_service(std::move(name), options,
                             system().template message_types<Handle>());
    return caf::actor_cast<Handle>(std::move(hdl));
  }

  /// Waits until at least `count` providers can be called.
  /// @returns `ec::no_providers` after `timeout`.
  caf::expected<void>
  await_service(const service_id& name, std::size_t count = 1,
                std::chrono::milliseconds timeout = std::chrono::seconds(10));

  /// Makes an actor reachable for peers that hold its handle, e.g. for
  /// call-backs. Without it, peers reach provided services only.
  void export_actor(const caf::actor& x);

  // -- health ----------------------------------------------------------------

  void set_health(health_status status, std::string message = {});
  health current_health() const;
  bool is_healthy() const;
  /// Runs all checkers now.
  health check_health();
  /// Adds a checker and runs it. @returns `ec::overloaded` beyond the maximum.
  caf::expected<void> add_checker(health_checker_ptr x);

  // -- actors ----------------------------------------------------------------

  caf::actor_system& system() const;
  topology_actor topology_handle() const;
  peer_manager_actor peer_manager_handle() const;
  mesh_endpoint_actor endpoint_handle() const;
  service_pool_actor service_pool_handle() const;
  health_actor health_handle() const;
  detector_actor detector_handle() const;

private:
  friend class node_builder;

  struct impl;
  explicit node(std::unique_ptr<impl> x);
  caf::strong_actor_ptr typed_service(service_id name, call_options options,
                                      std::set<std::string> interface);

  std::unique_ptr<impl> impl_;
};

/// Makes a checker that is content while a peer answers pings of `x`. It may
/// outlive the node, of which it then says that it is gone.
AEGIS_PUBLIC health_checker_ptr make_ping_checker(const node& x,
                                                  std::string peer_id);

/// `id (name) at address, N peers, topology version V`.
AEGIS_PUBLIC std::string to_string(const node& x);

} // namespace aegis
