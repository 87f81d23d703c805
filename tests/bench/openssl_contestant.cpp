#include "tests/bench/contestant.hpp"
#include "tests/bench/openssl_connection.hpp"

#include <sys/socket.h>

#include <csignal>
#include <optional>
#include <thread>

namespace bench {

namespace {

using clock = std::chrono::steady_clock;

/// Serves one connection after the other, until the process ends.
class openssl_server : public server {
public:
  explicit openssl_server(const std::string& certs)
    : ctx_(make_context(certs, server_id)), listener_(listen_anywhere(port_)) {
    std::signal(SIGPIPE, SIG_IGN);
    std::thread{[this] { serve(); }}.detach();
  }

  std::uint16_t port() const override {
    return port_;
  }

private:
  [[noreturn]] void serve() {
    for (;;) {
      auto fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0)
        give_up("openssl: cannot accept");
      connection x{ctx_.get(), fd, true};
      while (answer_all(x))
        ;
    }
  }

  /// Answers what has come, in one record.
  bool answer_all(connection& x) {
    do {
      if (!x.take(message_))
        return false;
      x.put(std::string_view{message_}.substr(0, answer_bytes));
    } while (x.has_message());
    x.send();
    return true;
  }

  ssl_ctx_ptr ctx_;
  std::uint16_t port_ = 0;
  int listener_;
  std::string message_;
};

/// Calls in batches: all requests in one record, then all answers.
class openssl_client : public client {
public:
  openssl_client(const std::string& certs, std::uint16_t port)
    : ctx_(make_context(certs, client_id)), port_(port) {
    connect();
  }

  std::vector<float> call(const load& x) override {
    std::vector<float> micros;
    std::string payload(x.bytes, 'x');
    auto now = clock::now();
    auto end = now + x.length;
    do {
      auto begin = now;
      make_batch(payload, x.outstanding);
      now = clock::now();
      micros.insert(
        micros.end(), x.outstanding,
        std::chrono::duration<float, std::micro>(now - begin).count());
    } while (now < end);
    return micros;
  }

  void reconnect() override {
    connection_.reset();
    connect();
    call({});
  }

private:
  void connect() {
    connection_.emplace(ctx_.get(), port_);
  }

  void make_batch(const std::string& payload, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
      connection_->put(payload);
    connection_->send();
    for (std::size_t i = 0; i < count; ++i)
      if (!connection_->take(answer_))
        give_up("openssl: the server closed the connection");
  }

  ssl_ctx_ptr ctx_;
  std::uint16_t port_;
  std::optional<connection> connection_;
  std::string answer_;
};

} // namespace

std::unique_ptr<server> make_openssl_server(const std::string& certs) {
  return std::make_unique<openssl_server>(certs);
}

std::unique_ptr<client> make_openssl_client(const std::string& certs,
                                            std::uint16_t port) {
  return std::make_unique<openssl_client>(certs, port);
}

} // namespace bench
