#pragma once

#include <caf/actor_system.hpp>
#include <caf/detail/type_list.hpp>

namespace aegis::transport {

/// The scheduler of an actor system with `aegis::config`, for
/// `caf::actor_system_config::load`. With `scheduler.policy=sharing` it is
/// `quick_sharing`; with any other policy, or with profiling, it is what CAF
/// would take.
struct scheduling : caf::actor_system::module {
  static caf::actor_system::module* make(caf::actor_system& sys,
                                         caf::detail::type_list<>);
};

} // namespace aegis::transport
