#pragma once

#include "simulation/engine/connection.hpp"
#include "transport/hub.hpp"

#include <caf/node_id.hpp>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace aegis::simulation {

class simulated_network;

/// A node's door to the simulated network, for one life of the node. What its
/// actors call is thread-safe: what changes the network waits until no actor
/// runs, see `scheduler::alone`.
class simulated_hub final : public transport::hub {
public:
  struct setup {
    simulated_network* network = nullptr;
    node_index index = 0;
    caf::node_id basp_id;              ///< another one in each life
    std::shared_ptr<const caller> who; ///< this node, as others see it
  };

  explicit simulated_hub(setup x);
  ~simulated_hub() override;

  // -- transport::hub ----------------------------------------------------------

  outcome<done> attach(transport::hub_options options) override;
  void detach(std::chrono::milliseconds deadline) override;
  outcome<host_port> listen(const host_port& where) override;
  void stop_listening() override;
  void dial(host_port where, std::string expected_id,
            transport::dial_callback done) override;
  void disconnect(const std::string& node_id, fault why) override;
  outcome<done> reload(pki::credentials_ptr credentials) override;
  void export_actor(const caf::strong_actor_ptr& x) override;
  void unexport_actor(caf::actor_id x) override;
  std::optional<caller> identify(const caf::strong_actor_ptr& x) const override;
  caf::strong_actor_ptr remote_actor(const transport::peer_link& link,
                                     caf::actor_id x) override;
  transport::hub_stats stats() const override;
  void count_use(
    std::function<void(std::vector<transport::link_use>)> done) override;

  // -- for the network -----------------------------------------------------------

  node_index index() const noexcept {
    return setup_.index;
  }

  const caf::node_id& basp_id() const noexcept {
    return setup_.basp_id;
  }

  const std::shared_ptr<const caller>& who() const noexcept {
    return setup_.who;
  }

  const std::string& node_id() const noexcept {
    return setup_.who->node_id;
  }

  const transport::hub_options& options() const noexcept {
    return options_;
  }

  /// False before `attach`, and once the node has gone or died.
  bool alive() const noexcept {
    return alive_;
  }

  /// From now on nothing goes in or out.
  void cut_off() noexcept {
    alive_ = false;
  }

  /// An end of a connection.
  struct place {
    connection_ptr way;
    int side = 0;
  };

  /// Admitted connections, by the other node.
  std::map<node_index, place> links;
  /// Dials that end as another connection to the node does.
  std::multimap<node_index, transport::dial_callback> waiting;

  /// An actor that peers may send to; null if there is none.
  caf::strong_actor_ptr find_exported(caf::actor_id x) const;

private:
  setup setup_;
  transport::hub_options options_;
  bool alive_ = false;
  mutable std::mutex mtx_;
  std::unordered_map<caf::actor_id, caf::weak_actor_ptr>
    exports_;                 ///< guarded by mtx_
  std::size_t prune_at_ = 64; ///< guarded by mtx_
};

} // namespace aegis::simulation
