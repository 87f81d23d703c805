// The lines that the README shows, as a whole program: a service in a CAF
// application of one's own, called by name.

#include <caf/all.hpp>

#include <chrono>
#include <filesystem>
#include <iostream>
#include <string>

#include "support.hpp"

// [actor]
#include <aegis/node.hpp>

caf::behavior greeter(caf::event_based_actor* self) {
  return {[=](const std::string& text) -> caf::result<std::string> {
    auto who = aegis::caller_of(self); // node id and proven certificate
    return text + ", " + (who ? who->node_id : "stranger");
  }};
}
// [actor]

namespace {

using namespace std::chrono_literals;

int greet(caf::actor_system_config& cfg) {
  std::string seen;
  // [node]
  aegis::configure(cfg); // any caf::actor_system_config, also your own
  caf::actor_system sys{cfg};
  aegis::node_builder builder{sys};
  builder.id("greeter-1").name("Greeter").address("127.0.0.1:0");
  builder.cert_dir("./certs"); // a CA and a certificate are made in it
  builder.provide({"greeting", "v1"}, [](auto& x) { return x.spawn(greeter); });
  auto node = builder.build(); // caf::expected<aegis::node>
  if (!node || !node->start())
    return 1;
  node->add_peer({"greeter-2", "127.0.0.1:8443"}); // dialed until it answers

  auto greeting = node->service({"greeting", "v1"}); // a plain caf::actor
  caf::scoped_actor self{sys};
  self->request(greeting, 2s, std::string{"hello"})
    .receive([&](const std::string& answer) { std::cout << (seen = answer); },
             [](const caf::error& why) { std::cerr << aegis::describe(why); });
  // [node]
  std::cout << std::endl;
  return seen == "hello, greeter-1" ? 0 : 1;
}

} // namespace

int main() {
  example::temporary_directory here;
  std::filesystem::current_path(here.path());
  caf::actor_system_config cfg;
  auto result = greet(cfg);
  std::filesystem::current_path("/");
  return result;
}
