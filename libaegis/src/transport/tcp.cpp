#include "transport/tcp.hpp"

#include "aegis/defaults.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace aegis::transport {

namespace {

/// Connections that the kernel completes before we accept them.
constexpr int backlog_count = 1024;

using addrinfo_ptr = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

outcome<std::vector<endpoint_address>> look_up(const host_port& where,
                                               int flags) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  auto port = std::to_string(where.port);
  auto error = ::getaddrinfo(where.host.c_str(), port.c_str(), &hints, &found);
  if (error != 0)
    return fault{ec::unreachable,
                 "host '" + where.host + "': " + ::gai_strerror(error)};
  addrinfo_ptr guard{found, &::freeaddrinfo};
  std::vector<endpoint_address> result;
  for (auto* i = found; i != nullptr; i = i->ai_next) {
    endpoint_address x;
    std::memcpy(&x.storage, i->ai_addr, i->ai_addrlen);
    x.size = i->ai_addrlen;
    result.push_back(x);
  }
  return result;
}

fault system_fault(const endpoint_address& where, int error) {
  return {ec::unreachable, name_of(where) + ": " + std::strerror(error)};
}

unique_fd make_socket(const endpoint_address& where) {
  unique_fd result{::socket(where.storage.ss_family,
                            SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  return result;
}

outcome<host_port> to_host_port(const endpoint_address& x) {
  char host[NI_MAXHOST];
  char port[NI_MAXSERV];
  if (::getnameinfo(reinterpret_cast<const sockaddr*>(&x.storage), x.size, host,
                    sizeof(host), port, sizeof(port),
                    NI_NUMERICHOST | NI_NUMERICSERV)
      != 0)
    return fault{ec::invalid_address, "not an internet address"};
  return host_port{host, static_cast<std::uint16_t>(std::stoul(port))};
}

} // namespace

unique_fd::~unique_fd() {
  if (fd_ >= 0)
    ::close(fd_);
}

std::vector<endpoint_address> parse_literal(const host_port& where) {
  auto found = look_up(where, AI_NUMERICHOST);
  return found ? std::move(*found) : std::vector<endpoint_address>{};
}

outcome<std::vector<endpoint_address>> resolve(const host_port& where) {
  return look_up(where, AI_ADDRCONFIG);
}

void tune(int fd) {
  int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  int ahead = defaults::bulk_window_bytes / 2;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &ahead, sizeof(ahead));
}

outcome<unique_fd> begin_connect(const endpoint_address& where) {
  auto fd = make_socket(where);
  if (fd.get() < 0)
    return system_fault(where, errno);
  tune(fd.get());
  auto* address = reinterpret_cast<const sockaddr*>(&where.storage);
  if (::connect(fd.get(), address, where.size) != 0 && errno != EINPROGRESS)
    return system_fault(where, errno);
  return fd;
}

outcome<unique_fd> listen_at(const endpoint_address& where) {
  auto fd = make_socket(where);
  if (fd.get() < 0)
    return system_fault(where, errno);
  int on = 1;
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  auto* address = reinterpret_cast<const sockaddr*>(&where.storage);
  if (::bind(fd.get(), address, where.size) != 0
      || ::listen(fd.get(), backlog_count) != 0)
    return system_fault(where, errno);
  return fd;
}

outcome<host_port> local_address(int fd) {
  endpoint_address x;
  x.size = sizeof(x.storage);
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&x.storage), &x.size) != 0)
    return fault{ec::internal, std::strerror(errno)};
  return to_host_port(x);
}

std::string name_of(const endpoint_address& x) {
  auto result = to_host_port(x);
  return result ? to_string(*result) : std::string{};
}

} // namespace aegis::transport
