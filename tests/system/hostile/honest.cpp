// The honest process: calls the target's service at a modest rate.

#include "console.hpp"
#include "roles.hpp"

#include "transport/hub.hpp"

#include <caf/actor.hpp>
#include <caf/event_based_actor.hpp>

#include <atomic>
#include <cstdint>
#include <iostream>

namespace aegis::test {

namespace {

constexpr std::chrono::milliseconds call_interval{20};
constexpr std::chrono::seconds call_timeout{20};

struct call_counters {
  std::atomic<std::uint64_t> answered{0};
  std::atomic<std::uint64_t> failed{0};
};

caf::behavior calling(caf::event_based_actor* self, caf::actor service,
                      call_counters* counters) {
  auto call = [=] {
    auto next
      = [=] { self->delayed_send(self, call_interval, caf::tick_atom::value); };
    self->request(service, call_timeout, std::string{"hello"})
      .then(
        [=](const std::string&) {
          if (++counters->answered == 1)
            say("ready");
          next();
        },
        [=](caf::error& why) {
          if (++counters->failed < 10)
            std::cerr << "honest call failed: " << describe(why) << std::endl;
          next();
        });
  };
  self->send(self, caf::tick_atom::value);
  return {[=](caf::tick_atom) { call(); }};
}

} // namespace

int run_honest(const std::vector<std::string>& arguments) {
  call_counters counters;
  auto node = make_builder(arguments[0], arguments[1]).build();
  if (!node)
    return give_up(describe(node.error()));
  if (auto up = node->start(); !up)
    return give_up(describe(up.error()));
  if (auto added = node->add_peer({arguments[2], arguments[3]}); !added)
    return give_up(describe(added.error()));
  if (auto there
      = node->await_service(echo_service, 1, std::chrono::seconds{30});
      !there)
    return give_up(describe(there.error()));
  auto& sys = node->system();
  auto caller = sys.spawn(calling, node->service(echo_service), &counters);
  auto* hub = transport::hub::find(sys);
  for (command x; next_command(x);)
    if (x.word == "stats")
      say("stats answered=" + std::to_string(counters.answered)
          + " failed=" + std::to_string(counters.failed)
          + " dialed=" + std::to_string(hub->stats().dialed));
  caf::anon_send_exit(caller, caf::exit_reason::user_shutdown);
  caller = nullptr;
  node->shutdown(std::chrono::seconds{2});
  return 0;
}

} // namespace aegis::test
