#pragma once

#include "actors/services/reply_port.hpp"
#include "aegis/fault.hpp"
#include "mesh/provider_selector.hpp"

#include <vector>

namespace aegis::detail {

/// What a service handle knows about its providers at one moment. Immutable.
struct provider_list {
  /// Those of this node's own region first, then ordered by node id.
  std::vector<plain_actor<reply_port>> ports;
  mesh::provider_selector selector; ///< of `ports`
  /// Known providers are about to be reached: requests may wait for them.
  bool connecting = false;
  /// What requests are told while `ports` is empty.
  fault why{ec::no_providers, {}};
};

} // namespace aegis::detail
