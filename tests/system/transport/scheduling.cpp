// The settings that `aegis::config` brings, and what a user puts in their place.

#include <aegis/config.hpp>

#include "transport/quick_sharing.hpp"
#include "transport/scheduling.hpp"

#include <caf/event_based_actor.hpp>
#include <caf/policy/work_sharing.hpp>
#include <caf/policy/work_stealing.hpp>
#include <caf/scheduler/coordinator.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <caf/scoped_actor.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>

using namespace std::chrono_literals;
using namespace caf::scheduler;

namespace {

/// Longer than any step takes on a loaded machine.
constexpr auto patience = 30s;

template <class Coordinator>
bool is_a(caf::actor_system& sys) {
  return dynamic_cast<Coordinator*>(&sys.scheduler()) != nullptr;
}

using quick = coordinator<aegis::transport::quick_sharing>;

/// Adds one and passes the request on to the next one; the last one answers.
caf::behavior member(caf::event_based_actor* self, caf::actor next) {
  return {
    [=](int x) -> caf::result<int> {
      if (!next)
        return x + 1;
      self->delegate(next, x + 1);
      return caf::delegated<int>{};
    },
  };
}

caf::behavior counter(caf::event_based_actor*, std::atomic<int>* handled) {
  return {
    [=](int) { ++*handled; },
  };
}

/// A chain of actors, each of which passes a request on.
int send_through_chain(caf::actor_system& sys, int length) {
  caf::actor next;
  for (int i = 0; i < length; ++i)
    next = sys.spawn(member, next);
  caf::scoped_actor self{sys};
  int result = 0;
  self->request(next, patience, 0)
    .receive([&](int x) { result = x; },
             [&](const caf::error& why) { BOOST_ERROR(sys.render(why)); });
  return result;
}

} // namespace

BOOST_AUTO_TEST_SUITE(scheduling)

BOOST_AUTO_TEST_CASE(by_default_one_worker_sleeps_until_there_are_jobs) {
  aegis::config cfg;
  caf::actor_system sys{cfg};
  BOOST_TEST(is_a<quick>(sys));
  BOOST_TEST(sys.scheduler().num_workers() == 1u);
  BOOST_TEST(send_through_chain(sys, 1000) == 1000);
}

BOOST_AUTO_TEST_CASE(several_workers_share_the_jobs) {
  aegis::config cfg;
  cfg.set("scheduler.max-threads", std::size_t{4});
  caf::actor_system sys{cfg};
  BOOST_TEST(is_a<quick>(sys));
  BOOST_TEST(sys.scheduler().num_workers() == 4u);
  for (int i = 0; i < 20; ++i)
    BOOST_TEST(send_through_chain(sys, 100) == 100);
}

BOOST_AUTO_TEST_CASE(a_system_that_ends_with_jobs_in_its_queue_ends) {
  aegis::config cfg;
  std::atomic<int> handled{0};
  {
    caf::actor_system sys{cfg};
    for (int i = 0; i < 1000; ++i)
      caf::anon_send(sys.spawn(counter, &handled), i);
  }
  BOOST_TEST(handled == 1000);
}

BOOST_AUTO_TEST_CASE(another_policy_of_the_user_is_taken) {
  aegis::config cfg;
  cfg.set("scheduler.policy", caf::atom("stealing"));
  caf::actor_system sys{cfg};
  BOOST_TEST(is_a<coordinator<caf::policy::work_stealing>>(sys));
  BOOST_TEST(send_through_chain(sys, 100) == 100);
}

BOOST_AUTO_TEST_CASE(the_deterministic_scheduler_can_be_had) {
  // Without the io module, which CAF's test scheduler would leak.
  caf::actor_system_config cfg;
  cfg.load<aegis::transport::scheduling>();
  cfg.set("scheduler.policy", caf::atom("testing"));
  caf::actor_system sys{cfg};
  BOOST_TEST(is_a<test_coordinator>(sys));
}

BOOST_AUTO_TEST_CASE(options_on_a_command_line_override) {
  aegis::config cfg;
  BOOST_REQUIRE(!cfg.parse({"--scheduler.max-threads=3"}));
  caf::actor_system sys{cfg};
  BOOST_TEST(sys.scheduler().num_workers() == 3u);
}

BOOST_AUTO_TEST_CASE(configure_leaves_the_scheduler_to_the_application) {
  caf::actor_system_config cfg;
  aegis::configure(cfg);
  caf::actor_system sys{cfg};
  BOOST_TEST(is_a<coordinator<caf::policy::work_stealing>>(sys));
}

BOOST_AUTO_TEST_SUITE_END()
