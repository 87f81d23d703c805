#pragma once

#include "transport/deadline_timer.hpp"
#include "transport/tcp.hpp"

#include <caf/io/network/default_multiplexer.hpp>
#include <caf/io/network/event_handler.hpp>

#include <functional>
#include <memory>

namespace aegis::transport {

/// A listening socket in CAF's multiplexer: the place of CAF's doorman. For the
/// I/O thread only; kept alive by itself until the multiplexer lets go.
class listener : public caf::io::network::event_handler,
                 public std::enable_shared_from_this<listener> {
public:
  using accept_callback = std::function<void(unique_fd, std::string remote)>;

  listener(caf::io::network::default_multiplexer& backend, unique_fd fd,
           deadline_timer& timer, accept_callback accepted,
           std::function<void()> exhausted);

  void open();

  /// Stops accepting.
  void close();

  void handle_event(caf::io::network::operation op) override;
  void removed_from_loop(caf::io::network::operation op) override;
  void graceful_shutdown() override;

private:
  void pause();

  deadline_timer& timer_;
  accept_callback accepted_;
  std::function<void()> exhausted_; ///< no descriptor is left
  bool open_ = false;
};

} // namespace aegis::transport
