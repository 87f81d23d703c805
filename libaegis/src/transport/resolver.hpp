#pragma once

#include "transport/tcp.hpp"

#include <functional>
#include <memory>
#include <vector>

namespace aegis::transport {

using addresses = outcome<std::vector<endpoint_address>>;

/// Looks host names up in a thread of its own, one at a time: the only thread
/// of the transport that may block. Thread-safe.
///
/// The thread starts with the first name and is left behind when the resolver
/// is destroyed in the middle of a look-up, which the system offers no way to
/// interrupt; its result is then dropped.
class resolver {
public:
  resolver();
  ~resolver();

  resolver(const resolver&) = delete;
  resolver& operator=(const resolver&) = delete;

  /// Calls `done` in the resolver's thread, or never if the resolver ends
  /// first. `done` must not outlast what it refers to: it is called under a
  /// lock that the destructor takes.
  void look_up(host_port where, std::function<void(addresses)> done);

private:
  struct state;
  std::shared_ptr<state> state_;
};

} // namespace aegis::transport
