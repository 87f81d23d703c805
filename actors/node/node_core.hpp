#pragma once

#include "actors/node/assembly.hpp"
#include "actors/node/node_options.hpp"
#include "actors/services/handle_desk.hpp"
#include "actors/snapshot_cell.hpp"
#include "aegis/node.hpp"
#include "transport/hub.hpp"

#include <caf/actor.hpp>
#include <caf/actor_system.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace aegis::detail {

/// Composes a node: its actor system, its actors and its place at the hub, from
/// the first to the last moment.
///
/// Lock order: `life_` only around starting and ending, never held while an
/// actor of the application runs. All functions are thread-safe but the
/// destructor.
class node_core {
public:
  enum class stage { built, running, ended };

  /// Makes the actor system if `sys` is null, spawns the actors and takes the
  /// hub. Requires valid options.
  static caf::expected<std::unique_ptr<node_core>> make(node_options options,
                                                        caf::actor_system* sys);

  ~node_core();

  node_core(const node_core&) = delete;
  node_core& operator=(const node_core&) = delete;

  caf::expected<void> start();

  /// Ends the node; a second call waits for the first.
  void shutdown(std::chrono::milliseconds deadline);

  caf::expected<void> validate() const;
  caf::expected<void> reload_tls();

  /// A provider that ends with the node if the actor system is the node's own.
  void adopt(const caf::actor& provider);

  bool running() const {
    return stage_ == stage::running;
  }

  caf::actor_system& system() const {
    return *sys_;
  }

  transport::hub& hub() const {
    return *hub_;
  }

  const node_options& options() const {
    return options_;
  }

  /// The handles; they stay valid, but nobody answers after the end.
  const node_actors& actors() const {
    return actors_;
  }

  handle_desk& desk() const {
    return *desk_;
  }

  topology_view view() const {
    return topology_view{snapshots_->read()};
  }

  /// This node's record, also after it left.
  node_info own_record() const;

  pki::credentials_ptr credentials() const;

  std::chrono::milliseconds timeout() const {
    return options_.settings.local_timeout;
  }

  static timestamp_ms now();

private:
  node_core(node_options options, caf::actor_system* sys);

  caf::error take_hub();
  /// Spawns the node's actors and attaches it to the hub.
  caf::error spawn_actors();
  caf::error provide();
  /// @param farewell  for peers to hear of the departure
  void end(std::chrono::milliseconds deadline,
           std::chrono::milliseconds farewell);
  void announce_departure(std::chrono::milliseconds deadline);
  void drain(std::chrono::steady_clock::time_point end);
  void await_calls(std::chrono::steady_clock::time_point end);
  void end_actors();

  node_options options_;
  // The order matters: the actor system ends after the handles.
  std::unique_ptr<config> own_config_;
  std::unique_ptr<caf::actor_system> own_system_;
  caf::actor_system* sys_;
  transport::hub* hub_ = nullptr;
  snapshot_cell_ptr snapshots_ = std::make_shared<snapshot_cell>();
  std::shared_ptr<handle_desk> desk_;
  node_actors actors_;
  std::vector<caf::actor> own_providers_; ///< that end with the node
  std::atomic<stage> stage_{stage::built};
  std::mutex life_;
  bool attached_ = false;
  mutable std::mutex credentials_mtx_;
  pki::credentials_ptr credentials_;
};

} // namespace aegis::detail
