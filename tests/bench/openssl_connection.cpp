#include "tests/bench/openssl_connection.hpp"

#include "tests/bench/contestant.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <utility>

namespace bench {

namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in result{};
  result.sin_family = AF_INET;
  result.sin_port = htons(port);
  result.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return result;
}

int new_socket() {
  auto fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    give_up("openssl: no socket");
  return fd;
}

int connect_to(std::uint16_t port) {
  auto fd = new_socket();
  auto where = loopback(port);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&where), sizeof(where)) != 0)
    give_up("openssl: cannot connect");
  return fd;
}

} // namespace

ssl_ctx_ptr make_context(const std::string& certs, const std::string& id) {
  ssl_ctx_ptr ctx{SSL_CTX_new(TLS_method())};
  auto base = certs + '/' + id;
  auto ca = certs + "/ca-cert.pem";
  auto ok
    = ctx && SSL_CTX_set_min_proto_version(ctx.get(), TLS1_3_VERSION) == 1
      && SSL_CTX_use_certificate_chain_file(ctx.get(),
                                            (base + "-cert.pem").c_str())
           == 1
      && SSL_CTX_use_PrivateKey_file(ctx.get(), (base + "-key.pem").c_str(),
                                     SSL_FILETYPE_PEM)
           == 1
      && SSL_CTX_load_verify_locations(ctx.get(), ca.c_str(), nullptr) == 1
      && SSL_CTX_set_num_tickets(ctx.get(), 0) == 1;
  if (!ok)
    give_up("openssl: cannot use the certificate of " + id);
  SSL_CTX_set_verify(
    ctx.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  return ctx;
}

int listen_anywhere(std::uint16_t& port) {
  auto fd = new_socket();
  auto where = loopback(0);
  socklen_t size = sizeof(where);
  auto* address = reinterpret_cast<sockaddr*>(&where);
  if (::bind(fd, address, size) != 0 || ::listen(fd, 16) != 0
      || ::getsockname(fd, address, &size) != 0)
    give_up("openssl: cannot listen");
  port = ntohs(where.sin_port);
  return fd;
}

connection::connection(SSL_CTX* ctx, int fd, bool accepted) : fd_(fd) {
  shake_hands(ctx, accepted);
}

connection::connection(SSL_CTX* ctx, std::uint16_t port)
  : connection(ctx, connect_to(port), false) {
  // nop
}

connection::~connection() {
  SSL_shutdown(ssl_.get());
  ::close(fd_);
}

void connection::shake_hands(SSL_CTX* ctx, bool accepted) {
  int on = 1;
  ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  ssl_.reset(SSL_new(ctx));
  SSL_set_fd(ssl_.get(), fd_);
  if ((accepted ? SSL_accept(ssl_.get()) : SSL_connect(ssl_.get())) != 1)
    give_up("openssl: the handshake failed");
}

void connection::put(std::string_view message) {
  auto size = static_cast<std::uint32_t>(message.size());
  std::array<char, sizeof(size)> head{};
  std::memcpy(head.data(), &size, sizeof(size));
  out_.append(head.data(), head.size()).append(message);
}

void connection::send() {
  if (!out_.empty()
      && SSL_write(ssl_.get(), out_.data(), static_cast<int>(out_.size())) <= 0)
    give_up("openssl: cannot write");
  out_.clear();
}

bool connection::has_message() const {
  std::uint32_t size = 0;
  auto there = in_.size() - taken_;
  if (there < sizeof(size))
    return false;
  std::memcpy(&size, in_.data() + taken_, sizeof(size));
  return there >= sizeof(size) + size;
}

bool connection::take(std::string& message) {
  std::array<char, 16384> record;
  while (!has_message()) {
    auto n = SSL_read(ssl_.get(), record.data(), record.size());
    if (n <= 0)
      return false;
    in_.erase(0, std::exchange(taken_, 0));
    in_.append(record.data(), static_cast<std::size_t>(n));
  }
  std::uint32_t size = 0;
  std::memcpy(&size, in_.data() + taken_, sizeof(size));
  message.assign(in_, taken_ + sizeof(size), size);
  taken_ += sizeof(size) + size;
  return true;
}

} // namespace bench
