#include "roles.hpp"

#include <sys/prctl.h>

#include <csignal>
#include <fstream>
#include <iostream>

namespace aegis::test {

node_builder make_builder(const std::string& id, const std::string& dir) {
  node_builder result;
  result.id(id).name(id).address("127.0.0.1:0").cert_dir(dir);
  result.configure([](config& cfg) {
    cfg.set("middleman.heartbeat-interval",
            caf::timespan{std::chrono::seconds{1}});
    cfg.set("middleman.connection-timeout",
            caf::timespan{std::chrono::seconds{5}});
  });
  node_settings limits;
  limits.transport.connect_timeout = std::chrono::seconds{2};
  limits.transport.tls_timeout = std::chrono::seconds{2};
  limits.transport.basp_timeout = std::chrono::seconds{2};
  limits.transport.backlog_max_bytes = 8u << 20;
  limits.transport.payload_max_bytes = 4u << 20;
  limits.transport.transfer_timeout = std::chrono::seconds{2};
  limits.services.rules_file = dir + '/' + id + ".rules";
  std::ofstream{limits.services.rules_file}
    << "deny caller=mallory service=ruled\ndefault allow\n";
  result.settings(limits);
  return result;
}

int give_up(const std::string& what) {
  std::cerr << what << std::endl;
  return 1;
}

} // namespace aegis::test

int main(int argc, char** argv) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.empty())
    return 2;
  auto role = arguments.front();
  arguments.erase(arguments.begin());
  if (role == "target" && arguments.size() == 2)
    return aegis::test::run_target(arguments);
  if (role == "honest" && arguments.size() == 4)
    return aegis::test::run_honest(arguments);
  return 2;
}
