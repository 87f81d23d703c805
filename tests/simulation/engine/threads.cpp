// Several threads run the nodes' actors. What comes out differs from run to
// run; what must hold does not.

#include "small_world.hpp"

#include "aegis/caller.hpp"

#include <caf/event_based_actor.hpp>
#include <caf/send.hpp>

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

namespace aegis::simulation {

namespace {

const service_id echo{"echo", "v1"};

world_options with_threads(std::size_t x) {
  world_options result;
  result.threads = x;
  return result;
}

caf::actor spawn_echo(simulated_node& node) {
  return node.spawn([](caf::actor_system& sys) {
    return sys.spawn([](caf::event_based_actor* self) -> caf::behavior {
      return {
        [=](const std::string&) -> caf::result<std::string> {
          auto who = caller_of(self);
          if (!who)
            return who.error();
          return who->node_id;
        },
      };
    });
  });
}

struct tally {
  std::atomic<int> sent{0};
  std::atomic<int> right{0}; ///< the caller's own id came back
  std::atomic<int> wrong{0};
  std::atomic<int> failed{0};

  int answers() const {
    return right + wrong + failed;
  }
};

/// Calls so often, one call after the other.
void keep_calling(simulated_node& node, int calls,
                  const std::shared_ptr<tally>& sum) {
  auto handle = node.service(echo);
  auto caller = node.spawn([=, id = node.id()](caf::actor_system& sys) {
    return sys.spawn([=](caf::event_based_actor* self) -> caf::behavior {
      return {
        [=](int left) {
          if (left == 0)
            return self->quit();
          ++sum->sent;
          self->request(handle, caf::infinite, std::string{"who am I?"})
            .then(
              [=](const std::string& x) {
                ++(x == id ? sum->right : sum->wrong);
                self->send(self, left - 1);
              },
              [=](const caf::error&) {
                ++sum->failed;
                self->send(self, left - 1);
              });
        },
      };
    });
  });
  caf::anon_send(caller, calls);
}

} // namespace

BOOST_AUTO_TEST_SUITE(threads_suite)

BOOST_AUTO_TEST_CASE(a_mesh_converges_and_notices_what_dies) {
  small_world w{40, with_threads(4)};
  w[7].end(crash::host);
  w[8].end(crash::process);
  w[9].stop();
  w.settle();
  w[7].start();
  w.settle();
  auto part = w.cut({0, 1, 2, 3, 4}, {5, 6, 7, 10, 11, 12, 13});
  w.run_for(5s);
  w.heal(part);
  w.run_for(30s);
  BOOST_TEST(w.agree());
}

BOOST_AUTO_TEST_CASE(each_call_is_answered_once_and_by_who_was_asked) {
  small_world w{12, with_threads(4)};
  for (std::size_t i = 0; i < 4; ++i)
    w[i].provide(echo, spawn_echo);
  w.run_for(2s);
  auto sum = std::make_shared<tally>();
  for (std::size_t i = 2; i < 12; ++i)
    keep_calling(w[i], 200, sum);
  w.run_for(10ms); // no more than half of them in so little virtual time
  BOOST_TEST(sum->answers() < 2000);
  w[0].end(crash::process); // in the middle of it
  w.run_for(60s);
  BOOST_TEST(sum->sent == 2000);
  BOOST_TEST(sum->answers() == 2000);
  BOOST_TEST(sum->wrong == 0);
  BOOST_TEST(sum->right > 1900);
}

// Calls that are answered at once keep threads busy; one of them is this one.
BOOST_AUTO_TEST_CASE(actors_run_side_by_side) {
  small_world w{4, with_threads(3)};
  std::atomic<int> inside{0};
  std::atomic<int> most{0};
  for (std::size_t i = 0; i < w.size(); ++i)
    w[i].spawn([&](caf::actor_system& sys) {
      return sys.spawn([&](caf::event_based_actor*) {
        auto now = ++inside;
        for (auto seen = most.load(); seen < now;)
          most.compare_exchange_weak(seen, now);
        // Until another one is here, too.
        for (int tries = 0; tries < 1000 && most < 2; ++tries)
          std::this_thread::sleep_for(10ms);
        --inside;
      });
    });
  w.run_for(1ms);
  BOOST_TEST(most >= 2);
  BOOST_TEST(most <= 3);
  BOOST_TEST(inside == 0); // it waits for all of them
}

BOOST_AUTO_TEST_CASE(options_beyond_their_limits_are_refused) {
  BOOST_CHECK_THROW(world{with_threads(0)}, std::invalid_argument);
  BOOST_CHECK_THROW(world{with_threads(257)}, std::invalid_argument);
  world_options options;
  options.stride = 0ns;
  BOOST_CHECK_THROW(world{options}, std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace aegis::simulation
