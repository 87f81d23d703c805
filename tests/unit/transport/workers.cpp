#include <aegis/config.hpp>

#include <caf/actor_system.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(workers)

BOOST_AUTO_TEST_CASE(
  messages_are_read_in_the_io_thread_whatever_is_configured) {
  for (std::size_t wish : {0, 3}) {
    caf::actor_system_config cfg;
    aegis::configure(cfg);
    if (wish > 0)
      cfg.set("middleman.workers", wish);
    caf::actor_system system{cfg};
    BOOST_TEST(caf::get_or(system.config(), "middleman.workers", std::size_t{7})
               == 0u);
  }
}

BOOST_AUTO_TEST_SUITE_END()
