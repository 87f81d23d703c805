#pragma once

#include "aegis/caller.hpp"
#include "aegis/defaults.hpp"
#include "aegis/fault.hpp"
#include "aegis/node_info.hpp"
#include "pki/credentials.hpp"

#include <caf/actor.hpp>
#include <caf/actor_system.hpp>
#include <caf/node_id.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace aegis::transport {

/// A connection that is up: both certificates checked, both hellos exchanged,
/// the BASP node id bound to the peer's certificate.
struct peer_link {
  std::string node_id; ///< from the certificate
  caf::node_id basp_id;
  std::shared_ptr<const aegis::certificate> certificate;
  caf::actor endpoint; ///< proxy of the peer's mesh endpoint
  bool dialed = false; ///< by us
  std::string remote;  ///< `host:port` of the TCP connection
};

/// How long and how much, see <aegis/defaults.hpp> for reasons.
struct limits {
  std::chrono::milliseconds connect_timeout{5000};
  std::chrono::milliseconds tls_timeout{5000};
  std::chrono::milliseconds basp_timeout{5000};
  std::size_t payload_max_bytes = 64u << 20;
  std::size_t backlog_max_bytes = 256u << 20;
  std::size_t handshakes_max = 1024; ///< accepted, not yet up
  std::size_t bulk_backlog_max_bytes = defaults::bulk_backlog_max_bytes;
  std::chrono::milliseconds transfer_timeout = defaults::transfer_timeout;
};

/// What the hub needs to speak for a node.
struct hub_options {
  std::string node_id;
  std::string mesh;
  pki::credentials_ptr credentials;
  caf::strong_actor_ptr endpoint; ///< exported; peers reach it first
  transport::limits limits;
  /// Both run in the I/O thread and must not block.
  std::function<void(const peer_link&)> on_up;
  std::function<void(const peer_link&, const fault& why)> on_down;
  /// A connection was refused since an older one to that node is up, which may
  /// be dead without showing it. Same rules.
  std::function<void(const std::string& node_id)> on_rival;
};

/// Figures since the hub was attached.
struct hub_stats {
  std::size_t links = 0;      ///< up now
  std::size_t handshakes = 0; ///< connections that are not up yet
  /// Requests that are not answered yet, of peers here and of this node there.
  std::size_t in_flight = 0;
  /// Bytes that wait to be sent, of all connections.
  std::size_t backlog_bytes = 0;
  std::uint64_t accepted = 0;
  std::uint64_t dialed = 0;
  /// Connections ended by us, by reason, e.g. "untrusted_ca", "routed_message".
  std::map<std::string, std::uint64_t> refusals;
};

/// How much a connection is used.
struct link_use {
  std::string node_id;
  std::size_t in_flight = 0;  ///< requests that are not answered yet, both ways
  std::uint64_t messages = 0; ///< since it is up, both ways
};

/// What a dial ends with at whose other end is the same id.
fault own_end(const std::string& node_id);

/// True for that.
bool is_own_end(const fault& x);

using dial_callback = std::function<void(outcome<peer_link>)>;

/// Versions of the protocol between nodes that this library speaks.
constexpr std::uint32_t protocol_min = 1;
constexpr std::uint32_t protocol_max = 2;

/// The first version with chunks.
constexpr std::uint32_t protocol_chunks = 2;

class hub;

/// Tells whose hub is whose where several nodes share an actor system, as in
/// simulations. The scheduler of such a system is one.
class hub_directory {
public:
  virtual ~hub_directory();

  /// @returns nullptr if the actor belongs to no node.
  virtual hub* hub_of(caf::actor_id x) const = 0;
};

/// The mesh transport of one actor system: the only door between a node and
/// the network. All functions are thread-safe and none waits for the network.
class hub {
public:
  virtual ~hub();

  /// Returns the hub of `sys`, or nullptr if its configuration did not go
  /// through `aegis::configure`. Owned by `sys`.
  static hub* find(caf::actor_system& sys);

  /// The same for the node that an actor belongs to.
  static hub* find(caf::actor_system& sys, caf::actor_id self);

  /// Begins to speak for a node. @returns `ec::node_exists` if it does already.
  virtual outcome<done> attach(hub_options options) = 0;

  /// Closes everything within about `deadline` and forgets the node.
  virtual void detach(std::chrono::milliseconds deadline) = 0;

  /// Binds and listens. @returns the real address; `ec::unreachable` with the
  /// reason of the system, `ec::invalid_address` for an unknown host.
  virtual outcome<host_port> listen(const host_port& where) = 0;

  virtual void stop_listening() = 0;

  /// Connects to `where`; `expected_id` may be empty (any member). `done` is
  /// called exactly once, in the I/O thread. If a link to that node is up
  /// already it is the result.
  /// Errors: unreachable, timed_out, not_tls, untrusted_ca, expired,
  /// name_mismatch, refused_by_peer, protocol_error, duplicate_id, bad_usage,
  /// wrong_identity, shutting_down.
  virtual void dial(host_port where, std::string expected_id,
                    dial_callback done)
    = 0;

  /// Ends the link to a node, telling it why; for `ec::timed_out` at once, as
  /// nobody listens there.
  virtual void disconnect(const std::string& node_id, fault why) = 0;

  /// New connections use these credentials; live ones stay.
  virtual outcome<done> reload(pki::credentials_ptr credentials) = 0;

  /// Lets peers send requests and one-way messages to `x` until it ends.
  virtual void export_actor(const caf::strong_actor_ptr& x) = 0;
  virtual void unexport_actor(caf::actor_id x) = 0;

  /// Who is behind the sender of a message, this node included; also after the
  /// link ended.
  virtual std::optional<caller>
  identify(const caf::strong_actor_ptr& x) const = 0;

  /// A proxy of the actor `x` on the peer of `link`, or nullptr if the link is
  /// gone.
  virtual caf::strong_actor_ptr remote_actor(const peer_link& link,
                                             caf::actor_id x)
    = 0;

  virtual hub_stats stats() const = 0;

  /// Counts what the links are used for. `done` is called once, in the I/O
  /// thread.
  virtual void count_use(std::function<void(std::vector<link_use>)> done) = 0;
};

} // namespace aegis::transport
