// A node in a process of its own: member_process <id> <certificates> <option>...
//   seed=<address>       where members may be found
//   peer=<address>       a peer that is kept connected
//   advertise=<address>  instead of the one where it listens
//   greeting             it provides that service
//
// Says "ready <address>", then "event <time> <change> <node>" for each change of
// its topology, with the time in ms of the system's monotonic clock. Commands,
// one a line: "nodes" is answered "nodes <id>:<status> ...", "leave" ends it in
// good order, and so does the end of its input.

#include <aegis/node.hpp>

#include <caf/event_based_actor.hpp>

#include <chrono>
#include <iostream>
#include <mutex>
#include <sstream>
#include <string>

#include <signal.h>
#include <sys/prctl.h>

namespace {

/// Events come from a thread of their own.
void say(const std::string& line) {
  static std::mutex mtx;
  std::unique_lock guard{mtx};
  std::cout << line << std::endl;
}

int fail(const caf::error& why) {
  say("failed " + aegis::describe(why));
  return 1;
}

void say_event(const aegis::topology_event& x) {
  auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
    std::chrono::steady_clock::now().time_since_epoch());
  say("event " + std::to_string(now.count()) + ' ' + to_string(x.change) + ' '
      + x.node.id);
}

void say_nodes(const aegis::node& node) {
  std::ostringstream line;
  line << "nodes";
  for (const auto& x : node.topology().nodes())
    line << ' ' << x.id << ':' << to_string(x.status);
  say(line.str());
}

struct options {
  aegis::node_builder builder;
  std::vector<std::string> seeds;
  std::vector<std::string> peers;
};

void apply(const std::string& id, const std::string& argument, options& out) {
  auto split = argument.find('=');
  auto key = argument.substr(0, split);
  auto value = split == argument.npos ? "" : argument.substr(split + 1);
  if (key == "seed")
    out.seeds.push_back(value);
  else if (key == "peer")
    out.peers.push_back(value);
  else if (key == "advertise")
    out.builder.advertise(value);
  else if (key == "greeting")
    out.builder.provide({"greeting", "v1"}, [id](caf::actor_system& sys) {
      return sys.spawn([id]() -> caf::behavior {
        return {[id](const std::string&) { return id; }};
      });
    });
}

} // namespace

int main(int argc, char** argv) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (argc < 3)
    return 2;
  std::string id = argv[1];
  options chosen;
  chosen.builder.id(id).name("Node " + id).address("127.0.0.1:0");
  chosen.builder.cert_dir(argv[2]).key(aegis::key_kind::ecdsa_p256);
  for (int i = 3; i < argc; ++i)
    apply(id, argv[i], chosen);
  auto node = chosen.builder.seeds(chosen.seeds).build();
  if (!node)
    return fail(node.error());
  auto subscription = node->subscribe(say_event);
  if (auto up = node->start(); !up)
    return fail(up.error());
  for (const auto& peer : chosen.peers)
    if (auto added = node->add_peer({"", peer}); !added)
      return fail(added.error());
  say("ready " + node->address());
  for (std::string line; std::getline(std::cin, line) && line != "leave";)
    if (line == "nodes")
      say_nodes(*node);
  node->shutdown();
  return 0;
}
