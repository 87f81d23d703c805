#include "transport/side_thread.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <thread>

using namespace aegis::transport;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(side_thread_suite)

BOOST_AUTO_TEST_CASE(jobs_are_done_in_order_elsewhere) {
  side_thread x;
  std::string order;
  std::promise<std::thread::id> done;
  for (char c = 'a'; c <= 'e'; ++c)
    x.post([&order, c] { order += c; });
  x.post([&] { done.set_value(std::this_thread::get_id()); });
  BOOST_TEST((done.get_future().get() != std::this_thread::get_id()));
  BOOST_TEST(order == "abcde");
}

BOOST_AUTO_TEST_CASE(stopping_waits_for_one_job_and_forgets_the_others) {
  side_thread x;
  std::promise<void> begun;
  auto over = false;
  auto held = std::make_shared<int>(0);
  x.post([&] {
    begun.set_value();
    std::this_thread::sleep_for(50ms);
    over = true;
  });
  begun.get_future().wait();
  x.post([held] { ++*held; });
  x.stop();
  BOOST_TEST(over);
  BOOST_TEST(*held == 0);
  BOOST_TEST(held.use_count() == 1);
  x.post([held] { ++*held; });
  x.stop();
  BOOST_TEST(*held == 0);
}

BOOST_AUTO_TEST_SUITE_END()
