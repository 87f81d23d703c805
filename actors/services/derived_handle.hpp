#pragma once

#include "actors/services/plain_actor.hpp"
#include "actors/services/service_handle.hpp"

#include <caf/monitorable_actor.hpp>

namespace aegis::detail {

/// What `aegis::with` returns: calls through a service handle with terms of its
/// own. An actor without mailbox; an exit ends it, not the other. Thread-safe.
class derived_handle : public caf::monitorable_actor {
public:
  derived_handle(caf::actor_config& cfg, plain_actor<service_handle> base,
                 call_options own);

  const plain_actor<service_handle>& base() const noexcept {
    return base_;
  }

  void enqueue(caf::mailbox_element_ptr what,
               caf::execution_unit* ctx) override;
  std::set<std::string> message_types() const override;
  const char* name() const override;

private:
  const plain_actor<service_handle> base_;
  const call_options own_;
};

} // namespace aegis::detail
