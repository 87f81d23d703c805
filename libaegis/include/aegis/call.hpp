#pragma once

#include "aegis/export.hpp"
#include "aegis/service.hpp"

#include <caf/actor.hpp>
#include <caf/actor_cast.hpp>
#include <caf/actor_control_block.hpp>
#include <caf/fwd.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace AEGIS_PUBLIC aegis {

/// What came with the call that an actor is handling.
struct call_context {
  /// What is left of its deadline; nothing if it named none.
  std::optional<std::chrono::milliseconds> time_left;
  bool idempotent = false;
  std::uint32_t attempt = 0; ///< 0 for the first one
  std::string key;
  trace_id trace;
};

/// Returns what came with the current message of `self`. Call it inside a
/// message handler of an actor that serves a service; elsewhere there is
/// nothing to tell.
AEGIS_PUBLIC call_context call_context_of(const caf::scheduled_actor* self);

/// Returns options for calls that are part of the one which `self` is handling:
/// `x` with no more time than is left of it, and with its trace and key unless
/// `x` has its own. Outside a call it returns `x`. With nothing left the
/// deadline is 1 ms.
AEGIS_PUBLIC call_options inherit(const caf::scheduled_actor* self,
                                  call_options x = {});

/// Returns a handle that calls through another one, a service handle, with its
/// own deadline, key, idempotence and trace. Providers, policy and limits stay
/// those of the other. Cheap enough to be made for a single call; thread-safe.
/// For any other actor, returns that actor.
AEGIS_PUBLIC caf::strong_actor_ptr with(const caf::strong_actor_ptr& handle,
                                        const call_options& x);

/// The same for handles, typed ones too.
template <class Handle>
Handle with(const Handle& handle, const call_options& x) {
  return caf::actor_cast<Handle>(
    with(caf::actor_cast<caf::strong_actor_ptr>(handle), x));
}

} // namespace aegis
