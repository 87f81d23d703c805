#pragma once

#include "papers.hpp"
#include "raw_socket.hpp"

#include <openssl/ssl.h>

#include <string>
#include <string_view>

namespace aegis::test {

/// Settings of one side of a TLS connection, plain OpenSSL.
class tls_settings {
public:
  enum class side { client, server };

  tls_settings(const papers& own, side as);

  /// Offers nothing newer than this.
  void limit_version(int version);

  /// Asks for a certificate and accepts none.
  void trust_nobody();

  SSL_CTX* native() const {
    return ctx_.get();
  }

private:
  pki::ssl_ctx_ptr ctx_;
};

/// A TLS session over a raw socket; blocks, with deadlines. Moves only.
class raw_tls {
public:
  using side = tls_settings::side;
  using time_point = raw_socket::time_point;
  using outcome = raw_socket::outcome;

  raw_tls(raw_socket socket, const tls_settings& settings, side as);

  /// @returns false if it fails; see `alert` and `error`.
  bool shake_hands(time_point deadline = soon());

  /// Sends only the first message of a client's handshake.
  bool send_client_hello(time_point deadline = soon());

  bool send(std::string_view bytes, time_point deadline = soon());

  /// Appends the next plain bytes to `out`.
  outcome receive(std::string& out, time_point deadline = soon());

  /// Number of the alert that came from the peer, other than close_notify; -1
  /// if none did.
  int alert() const;

  /// True once the peer said that it would send nothing more.
  bool was_notified() const;

  /// Sends a close_notify.
  void notify_close();

  /// Sends a key update that asks for another one.
  bool request_key_update(time_point deadline = soon());

  raw_socket& socket() {
    return socket_;
  }

  SSL* native() const {
    return ssl_.get();
  }

private:
  bool flush(time_point deadline);

  raw_socket socket_;
  pki::ssl_ptr ssl_;
  BIO* in_ = nullptr;  ///< of ssl_: cipher bytes from the peer
  BIO* out_ = nullptr; ///< of ssl_: cipher bytes for the peer
};

} // namespace aegis::test
