#pragma once

#include "aegis/fault.hpp"
#include "aegis/node_info.hpp"

#include <sys/socket.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace aegis::transport {

/// A resolved socket address.
struct endpoint_address {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

/// Owns a file descriptor.
class unique_fd {
public:
  explicit unique_fd(int fd = -1) noexcept : fd_(fd) {}
  unique_fd(unique_fd&& x) noexcept : fd_(std::exchange(x.fd_, -1)) {}
  unique_fd& operator=(unique_fd&& x) noexcept {
    std::swap(fd_, x.fd_);
    return *this;
  }
  ~unique_fd();

  int get() const noexcept {
    return fd_;
  }

  int release() noexcept {
    return std::exchange(fd_, -1);
  }

private:
  int fd_;
};

/// Parses an IPv4 or IPv6 literal; never asks a name server.
/// @returns nothing if the host is a name.
std::vector<endpoint_address> parse_literal(const host_port& where);

/// Looks the host up; blocks as long as the system's resolver does.
/// @returns `ec::unreachable` with the host and the resolver's reason.
outcome<std::vector<endpoint_address>> resolve(const host_port& where);

/// Sets what every connection of the mesh has: small messages go at once
/// (TCP_NODELAY), and the kernel takes no more than half of
/// `defaults::bulk_window_bytes` ahead of what it sends (TCP_NOTSENT_LOWAT), so
/// that what does not fit the network waits where it can be overtaken.
void tune(int fd);

/// The shortest round trip of late, as the kernel measured it; without what
/// the applications at both ends add.
std::chrono::microseconds round_trip(int fd);

/// Begins to connect without waiting.
/// @returns `ec::unreachable` with the system's reason.
outcome<unique_fd> begin_connect(const endpoint_address& where);

/// Binds and listens, with SO_REUSEADDR, close-on-exec and non-blocking.
outcome<unique_fd> listen_at(const endpoint_address& where);

/// Returns `host:port`; empty for other kinds of addresses.
std::string name_of(const endpoint_address& x);

/// Returns where a listening socket is bound.
outcome<host_port> local_address(int fd);

} // namespace aegis::transport
