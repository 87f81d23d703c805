// A node in a process of its own: node_process <id> <certificates> [<seed>]
// Provides `greeting`, says "ready <address>" and lives until its input ends.

#include <aegis/node.hpp>

#include <caf/event_based_actor.hpp>

#include <chrono>
#include <iostream>
#include <string>
#include <thread>

#include <signal.h>
#include <sys/prctl.h>

namespace {

caf::behavior greeter(caf::event_based_actor* self, std::string name) {
  return {
    [=](const std::string& text) -> caf::result<std::string> {
      if (text.compare(0, 4, "slow") == 0)
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
      if (text != "hold")
        return name;
      auto promise = self->make_response_promise();
      self->attach_functor([promise] {});
      return caf::delegated<std::string>{};
    },
  };
}

int fail(const caf::error& why) {
  std::cout << "failed " << aegis::describe(why) << std::endl;
  return 1;
}

} // namespace

int main(int argc, char** argv) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (argc < 3)
    return 2;
  std::string id = argv[1];
  aegis::node_builder builder;
  builder.id(id).name("Node " + id).address("127.0.0.1:0").cert_dir(argv[2]);
  builder.key(aegis::key_kind::ecdsa_p256);
  builder.provide({"greeting", "v1"}, [&](caf::actor_system& sys) {
    return sys.spawn(greeter, id);
  });
  auto node = builder.build();
  if (!node)
    return fail(node.error());
  if (auto up = node->start(); !up)
    return fail(up.error());
  if (argc > 3)
    if (auto added = node->add_peer({"", argv[3]}); !added)
      return fail(added.error());
  std::cout << "ready " << node->address() << std::endl;
  for (std::string line; std::getline(std::cin, line);) {}
  return 0;
}
