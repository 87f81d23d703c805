#include "raw_socket.hpp"

#include "process.hpp"

#include <boost/test/unit_test.hpp>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

namespace aegis::test {

namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in result{};
  result.sin_family = AF_INET;
  result.sin_port = htons(port);
  result.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return result;
}

int make_socket() {
  auto fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  BOOST_REQUIRE(fd >= 0);
  return fd;
}

} // namespace

raw_socket::time_point soon() {
  return std::chrono::steady_clock::now() + patience;
}

raw_socket::raw_socket(raw_socket&& x) noexcept
  : fd_(std::exchange(x.fd_, -1)) {
  // nop
}

raw_socket& raw_socket::operator=(raw_socket&& x) noexcept {
  std::swap(fd_, x.fd_);
  return *this;
}

raw_socket::~raw_socket() {
  close();
}

void raw_socket::close() {
  if (fd_ >= 0)
    ::close(std::exchange(fd_, -1));
}

raw_socket raw_socket::connect(std::uint16_t port, int receive_bytes) {
  raw_socket result{make_socket()};
  if (receive_bytes > 0)
    ::setsockopt(result.fd_, SOL_SOCKET, SO_RCVBUF, &receive_bytes,
                 sizeof(receive_bytes));
  auto where = loopback(port);
  auto connected
    = ::connect(result.fd_, reinterpret_cast<sockaddr*>(&where), sizeof(where));
  BOOST_REQUIRE(connected == 0);
  int on = 1;
  ::setsockopt(result.fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  return result;
}

raw_socket raw_socket::begin_connect(std::uint16_t port) {
  raw_socket result{
    ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  BOOST_REQUIRE(result.is_open());
  auto where = loopback(port);
  auto connected
    = ::connect(result.fd_, reinterpret_cast<sockaddr*>(&where), sizeof(where));
  BOOST_REQUIRE((connected == 0 || errno == EINPROGRESS));
  return result;
}

raw_socket raw_socket::listen(int backlog) {
  raw_socket result{make_socket()};
  auto where = loopback(0);
  BOOST_REQUIRE(
    ::bind(result.fd_, reinterpret_cast<sockaddr*>(&where), sizeof(where))
    == 0);
  BOOST_REQUIRE(::listen(result.fd_, backlog) == 0);
  return result;
}

raw_socket raw_socket::accept(time_point deadline) const {
  BOOST_REQUIRE(wait_for(POLLIN, deadline));
  raw_socket result{::accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC)};
  BOOST_REQUIRE(result.is_open());
  return result;
}

std::uint16_t raw_socket::port() const {
  sockaddr_in where{};
  socklen_t size = sizeof(where);
  BOOST_REQUIRE(::getsockname(fd_, reinterpret_cast<sockaddr*>(&where), &size)
                == 0);
  return ntohs(where.sin_port);
}

bool raw_socket::wait_for(short events, time_point deadline) const {
  auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
    deadline - std::chrono::steady_clock::now());
  pollfd wait{fd_, events, 0};
  auto timeout = std::max<std::int64_t>(left.count(), 0);
  return ::poll(&wait, 1, static_cast<int>(timeout)) > 0;
}

bool raw_socket::send(std::string_view bytes, time_point deadline) const {
  while (!bytes.empty()) {
    if (!wait_for(POLLOUT, deadline))
      return false;
    auto n
      = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n < 0 && errno != EAGAIN && errno != EINTR)
      return false;
    bytes.remove_prefix(n > 0 ? static_cast<std::size_t>(n) : 0);
  }
  return true;
}

raw_socket::outcome raw_socket::receive(std::string& out,
                                        time_point deadline) const {
  if (!wait_for(POLLIN, deadline))
    return outcome::timeout;
  std::array<char, 16384> bytes;
  auto n = ::recv(fd_, bytes.data(), bytes.size(), 0);
  if (n <= 0)
    return outcome::end;
  out.append(bytes.data(), static_cast<std::size_t>(n));
  return outcome::bytes;
}

bool raw_socket::ends_before(time_point deadline) const {
  for (std::string dropped;;) {
    dropped.clear();
    auto what = receive(dropped, deadline);
    if (what != outcome::bytes)
      return what == outcome::end;
  }
}

void raw_socket::half_close() const {
  ::shutdown(fd_, SHUT_WR);
}

void raw_socket::set_abortive() const {
  linger now{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
}

} // namespace aegis::test
