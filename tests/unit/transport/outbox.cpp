#include "transport/outbox.hpp"

#include <boost/test/unit_test.hpp>

using aegis::transport::outbox;

namespace {

constexpr auto messages_max = outbox::messages_max;
constexpr auto bytes_max = outbox::bytes_max;

} // namespace

BOOST_AUTO_TEST_SUITE(outbox_suite)

BOOST_AUTO_TEST_CASE(so_many_messages_may_wait) {
  outbox x;
  for (std::size_t i = 0; i < messages_max; ++i)
    BOOST_REQUIRE(x.enter(false));
  BOOST_TEST(!x.enter(false));
  BOOST_TEST(!x.enter(false)); // what was turned down does not count
  BOOST_TEST(x.enter(true));
  x.leave(0);
  x.leave(0);
  BOOST_TEST(x.enter(false));
}

BOOST_AUTO_TEST_CASE(so_many_bytes_may_wait) {
  outbox x;
  BOOST_TEST(x.enter(false));
  BOOST_TEST(x.weigh(bytes_max - 1, false));
  BOOST_TEST(x.enter(false));
  BOOST_TEST(!x.weigh(2, false));
  BOOST_TEST(x.enter(false));
  BOOST_TEST(x.weigh(1, false));
  BOOST_TEST(x.enter(true));
  BOOST_TEST(x.weigh(100, true));
  x.leave(100);
  x.leave(1);
  x.leave(bytes_max - 1);
  BOOST_TEST(x.enter(false));
  BOOST_TEST(x.weigh(2 * bytes_max, false)); // alone
}

BOOST_AUTO_TEST_SUITE_END()
