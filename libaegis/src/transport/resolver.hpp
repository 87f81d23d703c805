#pragma once

#include "transport/tcp.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

namespace aegis::transport {

using addresses = outcome<std::vector<endpoint_address>>;

/// Looks host names up in threads of its own, the only ones of the transport
/// that may block. Thread-safe.
///
/// A thread lives while there are names to look up. One that is in the middle
/// of a look-up when the resolver stops is left behind, since the system offers
/// no way to interrupt it; its result is dropped.
class resolver {
public:
  /// A name server that does not answer holds one thread for tens of seconds;
  /// names behind other servers go on in the others.
  static constexpr std::size_t threads_max = 4;

  using function = std::function<addresses(const host_port&)>;

  /// @param look_up may block; called in several threads at once.
  explicit resolver(function look_up = &resolve);
  ~resolver();

  resolver(const resolver&) = delete;
  resolver& operator=(const resolver&) = delete;

  /// Calls `done` in one of the resolver's threads, one call at a time, or
  /// never if the resolver stops first. `done` must not wait for anything.
  void look_up(host_port where, std::function<void(addresses)> done);

  /// After it returned, no callback runs and none will.
  void stop();

private:
  struct state;
  std::shared_ptr<state> state_;
};

} // namespace aegis::transport
