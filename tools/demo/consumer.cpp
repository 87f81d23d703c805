#include "roles.hpp"

#include <caf/scoped_actor.hpp>

#include <atomic>
#include <chrono>
#include <iostream>
#include <sstream>
#include <thread>

namespace demo {

namespace {

using namespace std::chrono_literals;

using aegis::identity::v1::ValidateSessionRequest;
using aegis::identity::v1::ValidateSessionResponse;

constexpr auto pause_between_calls = 120ms;

void call(caf::scoped_actor& self, const caf::actor& service, int number) {
  ValidateSessionRequest request;
  request.set_token("session-" + std::to_string(number));
  self->request(service, 5s, request)
    .receive(
      [&](const ValidateSessionResponse& response) {
        tell("call " + std::to_string(number) + ' '
             + response.session().client());
      },
      [&](const caf::error& why) {
        tell("failed " + std::to_string(number) + ' ' + aegis::describe(why));
      });
}

/// Waits for the first attempt to end, then tells how it went.
void dial(aegis::node& node, const std::string& id,
          const std::string& address) {
  auto result = node.add_peer({id, address});
  if (result)
    result = node.await_peer(id, 2s);
  tell("dialed " + id + ' '
       + (result ? std::string{"connected"} : aegis::describe(result.error())));
  (void)node.remove_peer(id);
}

} // namespace

int run_consumer(const arguments& xs) {
  auto node = make_builder(xs[0], "127.0.0.1:0").cert_dir(xs[1]).build();
  if (!node)
    return give_up(aegis::describe(node.error()));
  if (auto up = node->start(); !up)
    return give_up(aegis::describe(up.error()));
  if (auto added = node->add_peer({xs[2], xs[3]}); !added)
    return give_up(aegis::describe(added.error()));
  auto service = node->service(identity_service);
  if (auto ready = node->await_service(identity_service, 2, 15s); !ready)
    return give_up(aegis::describe(ready.error()));
  tell("ready " + node->address());

  std::atomic<bool> over{false};
  std::thread calls{[&] {
    caf::scoped_actor self{node->system()};
    for (int number = 1; !over; ++number) {
      call(self, service, number);
      std::this_thread::sleep_for(pause_between_calls);
    }
  }};
  std::string line;
  while (std::getline(std::cin, line)) {
    std::istringstream words{line};
    std::string verb, id, address;
    if (words >> verb >> id >> address && verb == "dial")
      dial(*node, id, address);
  }
  over = true;
  calls.join();
  return 0;
}

} // namespace demo
