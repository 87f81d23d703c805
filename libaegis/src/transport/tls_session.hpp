#pragma once

#include "aegis/fault.hpp"
#include "pki/openssl_ptr.hpp"
#include "transport/queue_bio.hpp"

#include <openssl/ssl.h>

#include <cstddef>
#include <memory>
#include <string>

namespace aegis::transport {

/// What became of one step of a TLS session.
enum class tls_step {
  done,       ///< the step is complete
  want_input, ///< more cipher bytes are needed first
  closed,     ///< the peer ended the session in good order
  failed,     ///< see `failure`
};

/// One side of a TLS connection, without a socket: cipher bytes go in by
/// `feed`, and come out by `output`. Since OpenSSL only ever sees queues, a
/// write never waits for the network, and a read never writes to it.
///
/// OpenSSL's error queue belongs to the thread, not to the session: it is
/// cleared before each call, so that one broken session cannot end another.
///
/// Not thread-safe.
class tls_session {
public:
  enum class role { client, server };

  /// @param what names the peer in texts, e.g. `api-1 at 127.0.0.1:8443`.
  static outcome<std::unique_ptr<tls_session>> make(SSL_CTX* ctx, role as,
                                                    std::string what);

  tls_session(const tls_session&) = delete;
  tls_session& operator=(const tls_session&) = delete;

  /// Appends cipher bytes that came from the peer.
  void feed(const char* data, std::size_t n) {
    queues_.incoming.append(data, n);
  }

  /// Room for `n` cipher bytes to be received straight into the queue.
  char* prepare_input(std::size_t n) {
    return queues_.incoming.prepare(n);
  }

  void commit_input(std::size_t n) {
    queues_.incoming.commit(n);
  }

  /// The peer will send nothing more.
  void feed_eof() {
    queues_.eof = true;
  }

  /// Cipher bytes that the peer has yet to get; the caller consumes them.
  byte_queue& output() {
    return queues_.outgoing;
  }

  tls_step handshake();

  bool handshake_done() const {
    return handshake_done_;
  }

  /// Decrypts up to `capacity` bytes into `buf`; `n` says how many.
  tls_step read(char* buf, std::size_t capacity, std::size_t& n);

  /// Encrypts all `size` bytes, in records of at most 16 KiB.
  /// `want_input` means that nothing of the rest was taken; `n` says how much
  /// was.
  tls_step write(const char* data, std::size_t size, std::size_t& n);

  /// Adds a close_notify to the output, once.
  void shutdown();

  /// Why the last step failed.
  const fault& failure() const {
    return failure_;
  }

  SSL* native() const {
    return ssl_.get();
  }

private:
  tls_session(std::string what) : what_(std::move(what)) {}

  tls_step judge(int result);

  std::string what_;
  queue_pair queues_;
  pki::ssl_ptr ssl_; // after queues_: its BIO points there
  bool handshake_done_ = false;
  bool shutdown_sent_ = false;
  fault failure_;
};

} // namespace aegis::transport
