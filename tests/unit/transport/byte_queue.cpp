#include "transport/byte_queue.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using aegis::transport::byte_queue;

BOOST_AUTO_TEST_SUITE(byte_queue_suite)

BOOST_AUTO_TEST_CASE(bytes_come_out_in_the_order_they_went_in) {
  byte_queue queue;
  std::string in;
  std::string out;
  for (int i = 0; i < 1000; ++i) {
    auto chunk = std::string(static_cast<std::size_t>(i % 97), 'a' + i % 26);
    in += chunk;
    queue.append(chunk.data(), chunk.size());
    auto n
      = std::min<std::size_t>(queue.size(), static_cast<std::size_t>(i % 53));
    out.append(queue.data(), n);
    queue.consume(n);
  }
  out.append(queue.data(), queue.size());
  BOOST_TEST(in == out);
}

BOOST_AUTO_TEST_CASE(uncommitted_room_is_not_content) {
  byte_queue queue;
  queue.prepare(100);
  queue.commit(3);
  BOOST_TEST(queue.size() == 3u);
  queue.consume(3);
  BOOST_TEST(queue.empty());
}

BOOST_AUTO_TEST_SUITE_END()
