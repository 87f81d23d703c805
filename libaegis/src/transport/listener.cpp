#include "transport/listener.hpp"

#include <sys/socket.h>

#include <cerrno>

namespace aegis::transport {

namespace {

/// Connections taken in one go before other sockets get their turn.
constexpr int accept_rounds = 64;

/// How long to stop accepting when the process is out of descriptors; the
/// kernel keeps the waiting connections.
constexpr std::chrono::milliseconds pause_time{200};

} // namespace

listener::listener(caf::io::network::default_multiplexer& backend, unique_fd fd,
                   deadline_timer& timer, accept_callback accepted,
                   std::function<void()> exhausted)
  : event_handler(backend, fd.release()),
    timer_(timer),
    accepted_(std::move(accepted)),
    exhausted_(std::move(exhausted)) {
  // nop
}

void listener::open() {
  open_ = true;
  activate();
}

void listener::close() {
  if (!open_)
    return;
  open_ = false;
  // The socket lives a little longer; nobody shall get into its queue.
  ::shutdown(fd(), SHUT_RDWR);
  passivate();
  // The multiplexer holds a plain pointer to us until the end of this cycle.
  backend().post([self = shared_from_this()] {});
}

void listener::pause() {
  passivate();
  timer_.after(pause_time, [self = shared_from_this()] {
    if (self->open_)
      self->activate();
  });
}

void listener::handle_event(caf::io::network::operation) {
  for (int i = 0; i < accept_rounds && open_; ++i) {
    endpoint_address remote;
    remote.size = sizeof(remote.storage);
    unique_fd fd{::accept4(this->fd(),
                           reinterpret_cast<sockaddr*>(&remote.storage),
                           &remote.size, SOCK_NONBLOCK | SOCK_CLOEXEC)};
    if (fd.get() >= 0) {
      tune(fd.get());
      accepted_(std::move(fd), name_of(remote));
    } else if (errno == EMFILE || errno == ENFILE || errno == ENOMEM
               || errno == ENOBUFS) {
      exhausted_();
      pause();
      return;
    } else if (errno != ECONNABORTED && errno != EINTR) {
      return;
    }
  }
}

void listener::removed_from_loop(caf::io::network::operation) {
  // nop: see close
}

void listener::graceful_shutdown() {
  close();
}

} // namespace aegis::transport
