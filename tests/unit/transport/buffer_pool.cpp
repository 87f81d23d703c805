#include "transport/buffer_pool.hpp"

#include <boost/test/unit_test.hpp>

using namespace aegis::transport;

namespace {

std::vector<char> buffer(std::size_t capacity) {
  std::vector<char> result;
  result.reserve(capacity);
  return result;
}

constexpr std::size_t mib = 1u << 20;

} // namespace

BOOST_AUTO_TEST_SUITE(buffer_pool_suite)

BOOST_AUTO_TEST_CASE(memory_is_used_again) {
  buffer_pool pool;
  BOOST_TEST(pool.take().capacity() == 0u);
  pool.give(std::vector<char>(mib, 'x'));
  auto again = pool.take();
  BOOST_TEST(again.capacity() == mib);
  BOOST_TEST(again.empty());
  BOOST_TEST(pool.kept_bytes() == 0u);
}

BOOST_AUTO_TEST_CASE(small_buffers_and_too_much_are_not_kept) {
  buffer_pool pool;
  pool.give(buffer(1000));
  BOOST_TEST(pool.kept_bytes() == 0u);
  for (int i = 0; i < 100; ++i)
    pool.give(buffer(mib));
  BOOST_TEST(pool.kept_bytes() == memory_habit::keep_max_bytes);
}

BOOST_AUTO_TEST_CASE(memory_goes_after_many_uses_without_need) {
  buffer_pool pool;
  pool.give(buffer(mib));
  for (int i = 1; i < memory_habit::unneeded_max; ++i)
    pool.pass();
  BOOST_TEST(pool.kept_bytes() == mib);
  pool.pass();
  BOOST_TEST(pool.kept_bytes() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
