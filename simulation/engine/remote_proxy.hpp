#pragma once

#include "transport/known_caller.hpp"

#include <caf/actor_proxy.hpp>

#include <atomic>
#include <memory>

namespace aegis::simulation {

class connection;
class simulated_network;

/// An actor of another simulated node, as one end of a connection sees it.
///
/// Its node id is the other node's, so that the node's own code takes it for
/// remote. It hears of the actor's end once somebody here wants to, as with
/// BASP, and ends with the connection.
class remote_proxy final : public caf::actor_proxy,
                           public transport::known_caller {
public:
  struct setup {
    simulated_network* network = nullptr;
    std::weak_ptr<connection> way;
    int side = 0;                      ///< of the viewer
    std::shared_ptr<const caller> who; ///< behind it
    caf::strong_actor_ptr target;      ///< if it is known
  };

  remote_proxy(caf::actor_config& cfg, setup x);
  ~remote_proxy() override;

  void enqueue(caf::mailbox_element_ptr x, caf::execution_unit* unit) override;
  void attach(caf::attachable_ptr x) override;
  bool add_backlink(caf::abstract_actor* x) override;
  void kill_proxy(caf::execution_unit* unit, caf::error why) override;

  std::optional<caller> who() const override {
    return *setup_.who;
  }

  const caf::strong_actor_ptr& target() const noexcept {
    return setup_.target;
  }

  /// The sender of a message has shown itself.
  void learn(const caf::strong_actor_ptr& x) {
    if (!setup_.target)
      setup_.target = x;
  }

private:
  void watch();

  setup setup_;
  std::atomic<bool> watched_{false};
  bool dead_ = false;
};

} // namespace aegis::simulation
