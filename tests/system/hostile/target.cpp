// The target process. In: commands of the test, and whatever peers send.

#include "console.hpp"
#include "roles.hpp"
#include "target_actors.hpp"

#include "transport/hub.hpp"

#include <caf/actor_registry.hpp>

#include <sstream>

namespace aegis::test {

namespace {

std::string stats_line(transport::hub& hub, const target_counters& counters) {
  auto x = hub.stats();
  std::ostringstream out;
  out << "stats links=" << x.links << " handshakes=" << x.handshakes
      << " accepted=" << x.accepted << " dialed=" << x.dialed
      << " served=" << counters.served << " answers=" << counters.answers
      << " failures=" << counters.failures << " touched=" << counters.touched
      << " deaths=" << counters.deaths << " handles=" << counters.handles;
  for (auto& [reason, count] : x.refusals)
    out << " r." << reason << '=' << count;
  return out.str();
}

void dial(transport::hub& hub, const std::string& what) {
  std::istringstream in{what};
  std::string number, id, where;
  in >> number >> id >> where;
  auto address = parse_host_port(where);
  if (!address) {
    say("dialed " + number + " invalid_address");
    return;
  }
  hub.dial(
    *address, id == "-" ? "" : id, [number](outcome<transport::peer_link> x) {
      say("dialed " + number + ' '
          + (x ? "none" : to_string(x.error().code) + ' ' + x.error().text));
    });
}

} // namespace

int run_target(const std::vector<std::string>& arguments) {
  target_counters counters;
  caf::actor echo;
  auto builder = make_builder(arguments[0], arguments[1]);
  builder.provide(echo_service, [&](caf::actor_system& sys) {
    return echo = sys.spawn(service, &counters);
  });
  builder.provide(ruled_service, [&](caf::actor_system& sys) {
    return sys.spawn(ruled, &counters);
  });
  auto node = builder.build();
  if (!node)
    return give_up(describe(node.error()));
  if (auto up = node->start(); !up)
    return give_up(describe(up.error()));
  node->export_actor(echo);
  auto& sys = node->system();
  auto* hub = transport::hub::find(sys);
  auto secret = sys.spawn<caf::hidden>(hidden, &counters);
  sys.registry().put(secret.id(),
                     caf::actor_cast<caf::strong_actor_ptr>(secret));
  say("ready " + node->address() + ' ' + std::to_string(echo.id()) + ' '
      + std::to_string(secret.id()));
  for (command x; next_command(x);) {
    if (x.word == "stats")
      say(stats_line(*hub, counters));
    else if (x.word == "dial")
      dial(*hub, x.rest);
  }
  caf::anon_send_exit(secret, caf::exit_reason::kill);
  sys.registry().erase(secret.id());
  secret = nullptr;
  echo = nullptr;
  node->shutdown(std::chrono::seconds{2});
  return 0;
}

} // namespace aegis::test
