#pragma once

#include <openssl/ssl.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace bench {

struct ssl_deleter {
  void operator()(SSL_CTX* x) const {
    SSL_CTX_free(x);
  }
  void operator()(SSL* x) const {
    SSL_free(x);
  }
};

using ssl_ctx_ptr = std::unique_ptr<SSL_CTX, ssl_deleter>;
using ssl_ptr = std::unique_ptr<SSL, ssl_deleter>;

/// Mutual TLS 1.3 with the certificate of `id`.
ssl_ctx_ptr make_context(const std::string& certs, const std::string& id);

/// Listens on a port of loopback. @returns the socket.
int listen_anywhere(std::uint16_t& port);

/// A blocking TLS connection. Messages on it are a length of four bytes in the
/// machine's order, then that many bytes.
class connection {
public:
  /// Takes over a connected socket and shakes hands.
  connection(SSL_CTX* ctx, int fd, bool accepted);

  /// Connects to a port of loopback.
  connection(SSL_CTX* ctx, std::uint16_t port);

  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;
  ~connection();

  /// Appends a message to what the next `send` sends.
  void put(std::string_view message);

  void send();

  /// Takes the next message; waits for it if it must.
  /// @returns false if the peer has closed the connection.
  bool take(std::string& message);

  /// Whether `take` would return at once.
  bool has_message() const;

private:
  void shake_hands(SSL_CTX* ctx, bool accepted);

  int fd_;
  ssl_ptr ssl_;
  std::string in_;
  std::size_t taken_ = 0;
  std::string out_;
};

} // namespace bench
