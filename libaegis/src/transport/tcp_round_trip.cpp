// Alone, since the kernel's header and the C library's exclude each other.

#include "transport/tcp.hpp"

#include <linux/tcp.h>
#include <netinet/in.h>

namespace aegis::transport {

std::chrono::microseconds round_trip(int fd) {
  tcp_info x{};
  socklen_t size = sizeof(x);
  if (::getsockopt(fd, IPPROTO_TCP, TCP_INFO, &x, &size) != 0)
    return {};
  return std::chrono::microseconds{x.tcpi_min_rtt};
}

} // namespace aegis::transport
