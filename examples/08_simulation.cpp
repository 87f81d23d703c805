// A protocol study on a simulated mesh: a rumour that each node tells to two
// others a second. How long until all have heard it, and what if a tenth of the
// packets gets lost?
//
// The actors are plain CAF actors that would run on real nodes as they are.

#include <aegis/simulation/world.hpp>

#include <caf/event_based_actor.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

using namespace aegis::simulation;
using namespace std::chrono_literals;

namespace {

const aegis::service_id gossip{"gossip", "v1"};

/// What an observer outside of the mesh sees.
struct observation {
  std::size_t informed = 0;
  std::size_t told = 0; ///< messages
};

/// A node's part in it: once it has heard the rumour, it tells others. The
/// service handle leads to another node each time.
caf::behavior gossiper(caf::event_based_actor* self, caf::actor others,
                       std::shared_ptr<observation> seen) {
  auto informed = std::make_shared<bool>(false);
  return {
    [=](const std::string& rumour) {
      if (*informed)
        return;
      *informed = true;
      ++seen->informed;
      self->delayed_send(self, 0ms, caf::tick_atom::value, rumour);
    },
    [=](caf::tick_atom, const std::string& rumour) {
      for (int i = 0; i < 2; ++i) {
        ++seen->told;
        self->send(others, rumour);
      }
      self->delayed_send(self, 1s, caf::tick_atom::value, rumour);
    },
  };
}

/// @returns the virtual seconds until all nodes have heard it.
double spread(std::size_t nodes, double loss, std::uint64_t seed) {
  // [world]
  world_options options;
  options.seed = seed; // decides everything
  options.network.within_region.loss = loss;
  world w{options};
  auto seen = std::make_shared<observation>();
  aegis::call_options pick;
  pick.policy = aegis::pick_policy::least_outstanding;
  for (std::size_t i = 0; i < nodes; ++i)
    w.add().provide(gossip, [=](simulated_node& node) {
      auto others = node.service(gossip, pick);
      return node.spawn([=](caf::actor_system& sys) {
        return sys.spawn(gossiper, others, seen);
      });
    });
  for (auto i : w.everybody())
    w[i].start();
  w.run_for(20s); // virtual time: the mesh finds itself
  // [world]

  auto begin = w.now();
  auto first = w[0].service(gossip, pick);
  w[0].spawn([=](caf::actor_system& sys) {
    return sys.spawn(
      [=](caf::event_based_actor* self) { self->send(first, "listen"); });
  });
  auto all = [&] { return seen->informed == nodes; };
  if (!w.run_until(all, 300s, 50ms)) {
    std::printf("%zu of %zu nodes never heard it\n", nodes - seen->informed,
                nodes);
    std::exit(EXIT_FAILURE);
  }
  auto time = std::chrono::duration<double>(w.now() - begin).count();
  std::printf("%6zu nodes %8.0f %% %10.2f s %10zu\n", nodes, loss * 100, time,
              seen->told);
  return time;
}

} // namespace

int main(int argc, char** argv) {
  auto most = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 64;
  std::printf("             lost packets    heard by all   messages\n");
  for (std::size_t nodes = 16; nodes <= most; nodes *= 4)
    for (auto loss : {0.0, 0.1})
      spread(nodes, loss, 42);
  // The same seed is the same story.
  return spread(16, 0.1, 7) == spread(16, 0.1, 7) ? EXIT_SUCCESS : EXIT_FAILURE;
}
