#pragma once

#include "aegis/fault.hpp"
#include "transport/byte_queue.hpp"
#include "transport/tls_session.hpp"

#include <caf/io/network/default_multiplexer.hpp>
#include <caf/io/network/event_handler.hpp>
#include <caf/ref_counted.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace aegis::transport {

/// A TCP socket with a TLS session in CAF's multiplexer: the place of CAF's
/// `stream_impl<policy>`, which reads one header or payload at a time and
/// writes only on readiness. This one receives up to 64 KiB in one system call
/// and sends at once whatever has gathered, so that many messages share a
/// record, a system call and a wake-up; write readiness is asked for only when
/// the socket's buffer is full.
///
/// For the I/O thread only.
class tls_stream : public caf::io::network::event_handler {
public:
  /// What the stream tells its owner. No call of these deletes the stream.
  class owner {
  public:
    virtual ~owner() = default;

    /// The TCP connection that was dialed is up.
    virtual void on_connected() = 0;

    /// The TLS handshake is done; certificates are those of `session`.
    virtual void on_secured() = 0;

    /// Plain bytes came, maybe after `finish`; the owner consumes what it can
    /// use.
    virtual void on_plain(byte_queue& bytes) = 0;

    /// Where `out` may be cut, so that bulk data can follow.
    /// @param out   its rest
    /// @param most  how many bytes of it should go at once
    /// @returns how many may, at least one.
    virtual std::size_t piece_of(std::string_view out,
                                 std::size_t most) const = 0;

    /// The stream has room for bulk data, which goes behind what is in `out`.
    /// @param place  bytes of `out` that are encrypted so far, of all times
    /// @returns what to encrypt next, valid until the next call; nothing if
    ///          there is none. The owner may append to `out`.
    virtual std::string_view next_bulk(std::uint64_t place) = 0;

    /// True if there is more bulk data, though `next_bulk` may not return it
    /// before something has come.
    virtual bool has_bulk() const = 0;

    /// The stream is closed; called exactly once.
    virtual void on_closed(const fault& why) = 0;

    /// The stream has left the multiplexer, after it was closed.
    virtual void on_left() = 0;
  };

  /// Takes over `fd`.
  tls_stream(caf::io::network::default_multiplexer& backend, int fd,
             owner& observer);

  /// Begins to wait for the TCP connection and then for the TLS handshake.
  /// @param keep is released once the multiplexer has let go of the stream.
  void start_dialed(std::unique_ptr<tls_session> session,
                    caf::intrusive_ptr<caf::ref_counted> keep);

  /// Begins the TLS handshake on an accepted socket.
  void start_accepted(std::unique_ptr<tls_session> session,
                      caf::intrusive_ptr<caf::ref_counted> keep);

  tls_session& session() {
    return *session_;
  }

  /// True once the owner was told that the stream is closed.
  bool is_closed() const {
    return phase_ >= phase::lingering;
  }

  /// True once nothing of it is in the multiplexer any more.
  bool has_left() const {
    return phase_ == phase::closed;
  }

  /// True once `finish` or `abort` was called.
  bool is_closing() const {
    return phase_ >= phase::draining;
  }

  /// Plain bytes to be sent, appended at its end.
  std::vector<char>& out() {
    return out_;
  }

  /// Where the end of `out` is: bytes that were ever appended to it.
  std::uint64_t end_of_out() const {
    return place_ + out_.size() - sent_;
  }

  /// Bytes that wait for the socket, plain and encrypted, without bulk data.
  std::size_t backlog_bytes() const;

  /// Encrypts and sends what is in `out`, then bulk data, as far as the socket
  /// takes it.
  void flush();

  /// Sends all there is, then close_notify, then closes.
  void finish(fault why);

  /// Closes now, without a word to the peer.
  void abort(const fault& why);

  /// Ends a lingering stream's wait for the peer's last word.
  void leave();

  void handle_event(caf::io::network::operation op) override;
  void removed_from_loop(caf::io::network::operation op) override;
  void graceful_shutdown() override;

private:
  enum class phase {
    idle,
    connecting,
    handshaking,
    open,
    draining,  ///< sending the rest, then close_notify
    lingering, ///< said all; reads until the peer ends, so that closing does
               ///< not cancel what is still on its way (RFC 1122, 4.2.2.13)
    closed,
  };

  void start(std::unique_ptr<tls_session> session,
             caf::intrusive_ptr<caf::ref_counted> keep);
  void on_writable();
  void on_readable();
  void on_connect_result();
  bool receive();
  void pump();
  void shake_hands();
  void read_plain();
  bool send_cipher();
  bool encrypt_some();
  void encrypt_out();
  void encrypt_bulk();
  void want_write(bool on);
  void fail();
  void linger(const fault& why);
  void leave_if_over(caf::io::network::operation op);

  owner& owner_;
  std::unique_ptr<tls_session> session_;
  caf::intrusive_ptr<caf::ref_counted> keep_;
  phase phase_ = phase::idle;
  bool wants_write_ = false;
  byte_queue plain_;
  std::vector<char> out_;
  memory_habit out_habit_;
  std::size_t sent_ = 0;      ///< bytes of `out_` that are encrypted already
  std::uint64_t place_ = 0;   ///< such bytes of all times
  std::size_t bulk_sent_ = 0; ///< in this `flush`
  fault why_;
};

} // namespace aegis::transport
