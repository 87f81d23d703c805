// A program outside of the project, built against the installed library.

#include <aegis/node_info.hpp>
#include <aegis/v1/mesh.pb.h>

#include <iostream>

int main() {
  auto address = aegis::parse_host_port("[::1]:8443");
  if (!address || !check(aegis::service_id{"identity", "v1"})
      || aegis::check_node_id("../x"))
    return 1;
  aegis::v1::Ping ping;
  ping.set_sender("api-1");
  std::cout << to_string(*address) << ' ' << ping.ShortDebugString() << '\n';
  return ping.sender() == "api-1" ? 0 : 1;
}
