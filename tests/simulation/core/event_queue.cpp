#include "simulation/core/event_queue.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>

using namespace std::chrono_literals;

namespace aegis::simulation {

BOOST_AUTO_TEST_SUITE(event_queue_suite)

BOOST_AUTO_TEST_CASE(events_come_by_time_and_then_in_the_order_of_planning) {
  event_queue<char> queue;
  queue.push(beginning + 2ms, 'd');
  queue.push(beginning + 1ms, 'b');
  queue.push(beginning + 1ms, 'c');
  queue.push(beginning, 'a');
  std::string order;
  while (!queue.empty())
    order += queue.pop().what;
  BOOST_TEST(order == "abcd");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_copied_is_moved_out) {
  event_queue<std::unique_ptr<int>> queue;
  for (auto i : {3, 1, 2})
    queue.push(beginning + i * 1s, std::make_unique<int>(i));
  BOOST_TEST(*queue.pop().what == 1);
  BOOST_TEST(queue.size() == 2u);
  BOOST_CHECK(queue.next() == beginning + 2s);
  queue.clear();
  BOOST_TEST(queue.empty());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace aegis::simulation
