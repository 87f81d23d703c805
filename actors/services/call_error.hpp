#pragma once

#include "aegis/error.hpp"
#include "aegis/service_id.hpp"
#include "transport/refusal.hpp"

#include <caf/actor_control_block.hpp>
#include <caf/error.hpp>
#include <caf/fwd.hpp>
#include <caf/message_id.hpp>

#include <string>

namespace aegis::detail {

/// Answers a request with an error; does nothing for other messages. Runs in
/// the calling thread, so it must not be called under a lock.
void answer(const caf::strong_actor_ptr& sender, caf::message_id mid,
            caf::error why, caf::execution_unit* ctx);

using transport::is_refusal;
using transport::make_refusal;
using transport::without_mark;

/// Names a service for errors and log lines: `service 'identity@v1'`.
std::string name_of(const service_id& x);

/// Names a service on a node: `service 'identity@v1' at node 'identity-1'`.
std::string name_of(const service_id& x, const std::string& node);

/// Turns an error of CAF's runtime in a provider's response into an `ec` whose
/// text begins with `who`. Errors of the service itself, and those of CAF that
/// have no counterpart, are returned unchanged.
caf::error explain(const caf::error& why, const std::string& who);

} // namespace aegis::detail
