// In: readiness from CAF's multiplexer, bytes from the socket. Out: plain bytes
// to link. The other way: plain bytes from link, cipher bytes to the socket.

#include "transport/tls_stream.hpp"

#include "aegis/defaults.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

namespace aegis::transport {

namespace {

/// One receive: the largest TLS record is 16 KiB, so this takes four or more.
constexpr std::size_t receive_bytes = 64u << 10;
constexpr std::size_t record_bytes = 16u << 10;

/// Receives in one go before other sockets get their turn.
constexpr int receive_rounds = 4;

/// Plain bytes that are encrypted before the next send, about: bounds the memory
/// that a connection holds twice.
constexpr std::size_t encrypt_bytes = 256u << 10;

/// Encrypted bulk data that waits in this process: the other half of the window
/// is the kernel's, see `tune`.
constexpr std::size_t bulk_bytes = defaults::bulk_window_bytes / 2;

/// Spent bytes at the front of the output that are worth a move.
constexpr std::size_t compact_bytes = 1u << 20;

using caf::io::network::operation;

std::string system_text(int error) {
  return std::strerror(error);
}

} // namespace

tls_stream::tls_stream(caf::io::network::default_multiplexer& backend, int fd,
                       owner& observer)
  : event_handler(backend, fd), owner_(observer) {
  // nop
}

void tls_stream::start(std::unique_ptr<tls_session> session,
                       caf::intrusive_ptr<caf::ref_counted> keep) {
  session_ = std::move(session);
  keep_ = std::move(keep);
}

void tls_stream::start_dialed(std::unique_ptr<tls_session> session,
                              caf::intrusive_ptr<caf::ref_counted> keep) {
  start(std::move(session), std::move(keep));
  phase_ = phase::connecting;
  want_write(true);
}

void tls_stream::start_accepted(std::unique_ptr<tls_session> session,
                                caf::intrusive_ptr<caf::ref_counted> keep) {
  start(std::move(session), std::move(keep));
  phase_ = phase::handshaking;
  activate();
}

std::size_t tls_stream::backlog_bytes() const {
  return out_.size() - sent_ + (session_ ? session_->output().size() : 0);
}

void tls_stream::handle_event(operation op) {
  if (phase_ == phase::closed)
    return;
  if (phase_ == phase::lingering) {
    leave_if_over(op);
    return;
  }
  switch (op) {
    case operation::read:
      on_readable();
      break;
    case operation::write:
      on_writable();
      break;
    case operation::propagate_error:
      if (phase_ == phase::connecting)
        on_connect_result();
      else
        abort({ec::peer_lost, "the connection broke"});
      break;
  }
}

void tls_stream::on_writable() {
  if (phase_ == phase::connecting)
    on_connect_result();
  else
    flush();
}

void tls_stream::on_connect_result() {
  int error = 0;
  socklen_t size = sizeof(error);
  if (::getsockopt(fd(), SOL_SOCKET, SO_ERROR, &error, &size) != 0)
    error = errno;
  if (error != 0) {
    abort({ec::unreachable, system_text(error)});
    return;
  }
  phase_ = phase::handshaking;
  want_write(false);
  activate();
  owner_.on_connected();
  pump();
}

void tls_stream::on_readable() {
  for (int i = 0; i < receive_rounds; ++i) {
    auto more = receive();
    if (is_closed())
      return;
    pump();
    if (!more || is_closed())
      return;
  }
}

/// Returns whether the socket may hold more.
bool tls_stream::receive() {
  auto* space = session_->prepare_input(receive_bytes);
  auto n = ::recv(fd(), space, receive_bytes, 0);
  session_->commit_input(n > 0 ? static_cast<std::size_t>(n) : 0);
  if (n > 0)
    return static_cast<std::size_t>(n) == receive_bytes;
  if (n == 0) {
    session_->feed_eof();
    return false;
  }
  if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
    abort({ec::peer_lost, system_text(errno)});
  return false;
}

void tls_stream::pump() {
  if (phase_ == phase::handshaking)
    shake_hands();
  if (phase_ == phase::open || phase_ == phase::draining)
    read_plain();
  if (phase_ == phase::open && !session_->output().empty())
    flush();
}

void tls_stream::shake_hands() {
  auto step = session_->handshake();
  if (!send_cipher())
    return;
  if (step == tls_step::want_input)
    return;
  if (step != tls_step::done) {
    fail();
    return;
  }
  phase_ = phase::open;
  owner_.on_secured();
}

void tls_stream::read_plain() {
  for (;;) {
    std::size_t n = 0;
    auto* space = plain_.prepare(record_bytes);
    auto step = session_->read(space, record_bytes, n);
    plain_.commit(n);
    if (n > 0)
      owner_.on_plain(plain_);
    if (is_closed())
      return;
    if (step == tls_step::want_input)
      return;
    if (step == tls_step::closed) {
      abort({ec::peer_lost, "the peer closed the connection"});
      return;
    }
    if (step == tls_step::failed) {
      fail();
      return;
    }
  }
}

void tls_stream::fail() {
  if (send_cipher()) // the alert, if OpenSSL made one
    linger(session_->failure());
}

void tls_stream::linger(const fault& why) {
  phase_ = phase::lingering;
  want_write(false);
  ::shutdown(fd(), SHUT_WR);
  owner_.on_closed(why);
}

void tls_stream::leave_if_over(operation op) {
  char scratch[4096];
  auto n
    = op == operation::read ? ::recv(fd(), scratch, sizeof(scratch), 0) : 0;
  if (n == 0 || (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK))
    leave();
}

void tls_stream::leave() {
  if (phase_ == phase::closed)
    return;
  phase_ = phase::closed;
  backend().del(operation::read, fd(), this);
  backend().del(operation::write, fd(), this);
  // The multiplexer holds a plain pointer to us until the end of this cycle.
  backend().post([keep = std::move(keep_)] {});
  owner_.on_left();
}

/// Returns false if the stream is closed.
bool tls_stream::send_cipher() {
  auto& cipher = session_->output();
  while (!cipher.empty()) {
    auto n = ::send(fd(), cipher.data(), cipher.size(), MSG_NOSIGNAL);
    if (n > 0) {
      cipher.consume(static_cast<std::size_t>(n));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      want_write(true);
      return true;
    } else if (errno != EINTR) {
      abort({ec::peer_lost, system_text(errno)});
      return false;
    }
  }
  want_write(false);
  return true;
}

/// Returns whether there is something new to send.
bool tls_stream::encrypt_some() {
  if (!session_->handshake_done())
    return false;
  if (sent_ < out_.size())
    encrypt_out();
  if (!is_closed())
    encrypt_bulk();
  return !is_closed() && !session_->output().empty();
}

void tls_stream::encrypt_out() {
  auto size = owner_.piece_of({out_.data() + sent_, out_.size() - sent_},
                              encrypt_bytes);
  std::size_t n = 0;
  auto step = session_->write(out_.data() + sent_, size, n);
  sent_ += n;
  place_ += n;
  if (sent_ == out_.size()) {
    out_.clear();
    if (out_habit_.ends_use(sent_, out_.capacity()))
      std::vector<char>{}.swap(out_);
    sent_ = 0;
  } else if (sent_ > compact_bytes && sent_ > out_.size() / 2) {
    out_.erase(out_.begin(), out_.begin() + static_cast<std::ptrdiff_t>(sent_));
    sent_ = 0;
  }
  if (step == tls_step::failed)
    abort(session_->failure());
}

/// At least one piece, so that bulk data gets on whatever else is sent.
void tls_stream::encrypt_bulk() {
  do {
    auto piece = owner_.next_bulk(place_);
    if (piece.empty())
      return;
    std::size_t n = 0;
    auto step = session_->write(piece.data(), piece.size(), n);
    if (step == tls_step::failed)
      abort(session_->failure());
    bulk_sent_ += n;
  } while (!is_closed() && session_->output().size() < bulk_bytes);
}

void tls_stream::flush() {
  if (is_closed() || phase_ <= phase::connecting)
    return;
  bulk_sent_ = 0;
  for (;;) {
    if (!send_cipher())
      return;
    if (!session_->output().empty())
      return; // goes on when the socket is writable
    if (bulk_sent_ >= defaults::bulk_window_bytes) {
      want_write(true); // goes on after others had their turn
      return;
    }
    if (!encrypt_some())
      break;
  }
  if (phase_ == phase::draining && !owner_.has_bulk()) {
    session_->shutdown();
    if (send_cipher())
      linger(why_);
  }
}

void tls_stream::finish(fault why) {
  if (is_closing())
    return;
  if (phase_ != phase::open) {
    abort(why);
    return;
  }
  phase_ = phase::draining;
  why_ = std::move(why);
  flush();
}

void tls_stream::abort(const fault& why) {
  if (!is_closed()) {
    phase_ = phase::lingering;
    owner_.on_closed(why);
  }
  leave();
}

void tls_stream::want_write(bool on) {
  if (on == wants_write_)
    return;
  wants_write_ = on;
  if (on)
    backend().add(operation::write, fd(), this);
  else
    backend().del(operation::write, fd(), this);
}

void tls_stream::removed_from_loop(operation) {
  // nop: see leave
}

void tls_stream::graceful_shutdown() {
  abort({ec::shutting_down, "shutting down"});
}

} // namespace aegis::transport
