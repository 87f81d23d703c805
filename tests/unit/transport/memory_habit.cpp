#include "transport/memory_habit.hpp"

#include "transport/byte_queue.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using aegis::transport::byte_queue;
using aegis::transport::memory_habit;

namespace {

constexpr std::size_t large = 1u << 20;

/// Uses in a row, each of a few bytes, until the memory goes.
int small_uses_until_release(memory_habit& x) {
  for (int i = 1; i <= 1000; ++i)
    if (x.ends_use(32, large))
      return i;
  return 0;
}

} // namespace

BOOST_AUTO_TEST_SUITE(memory_habit_suite)

BOOST_AUTO_TEST_CASE(memory_goes_after_a_row_of_uses_that_did_not_need_it) {
  memory_habit x;
  BOOST_TEST(!x.ends_use(large, large));
  BOOST_TEST(small_uses_until_release(x) == memory_habit::unneeded_max);
}

BOOST_AUTO_TEST_CASE(one_large_use_begins_the_row_anew) {
  memory_habit x;
  for (int i = 1; i < memory_habit::unneeded_max; ++i)
    x.ends_use(32, large);
  BOOST_TEST(!x.ends_use(large, large));
  BOOST_TEST(small_uses_until_release(x) == memory_habit::unneeded_max);
}

BOOST_AUTO_TEST_CASE(very_large_memory_goes_at_once) {
  memory_habit x;
  auto size = memory_habit::keep_max_bytes + 1;
  BOOST_TEST(x.ends_use(size, size));
}

BOOST_AUTO_TEST_CASE(small_memory_stays) {
  memory_habit x;
  for (int i = 0; i < 2 * memory_habit::unneeded_max; ++i)
    BOOST_TEST(!x.ends_use(1, memory_habit::small_bytes));
}

BOOST_AUTO_TEST_CASE(queue_gives_memory_back_when_only_heartbeats_come) {
  byte_queue queue;
  std::string bytes(large, 'x');
  queue.append(bytes.data(), bytes.size());
  queue.consume(bytes.size());
  BOOST_TEST(queue.capacity() >= large);
  for (int i = 0; i < memory_habit::unneeded_max; ++i) {
    queue.append(bytes.data(), 32);
    queue.consume(32);
  }
  BOOST_TEST(queue.capacity() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
