#include "transport/reading_queue.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>

using namespace aegis::transport;

namespace {

frame_header header_of(frame_op op, std::uint64_t source, std::uint64_t dest) {
  frame_header x;
  x.op = op;
  x.source_actor = source;
  x.dest_actor = dest;
  return x;
}

struct fixture {
  reading_queue queue;

  std::shared_ptr<large_message> push_large(std::uint64_t source,
                                            std::uint64_t dest) {
    auto x = std::make_shared<large_message>();
    x->header = header_of(frame_op::direct_message, source, dest);
    x->payload.resize(100);
    queue.push_large(x);
    return x;
  }

  /// @returns whether it had to wait.
  bool push_small(frame_op op, std::uint64_t source, std::uint64_t dest,
                  const std::string& payload) {
    auto header = header_of(op, source, dest);
    if (!queue.must_wait(header))
      return false;
    queue.push_small(header, payload);
    return true;
  }

  /// Who sent what comes out, one digit each; large ones in brackets.
  std::string pop_all() {
    std::string result;
    reading_queue::item next;
    while (queue.pop(next))
      result += next.large
                  ? '[' + std::to_string(next.large->header.source_actor) + ']'
                  : std::to_string(next.header.source_actor);
    return result;
  }
};

constexpr auto message = frame_op::direct_message;
constexpr auto death = frame_op::down_message;

} // namespace

BOOST_FIXTURE_TEST_SUITE(reading_queue_suite, fixture)

BOOST_AUTO_TEST_CASE(a_large_message_comes_out_once_it_is_read) {
  auto x = push_large(1, 2);
  BOOST_TEST(queue.large_bytes() == 100u);
  BOOST_TEST(pop_all() == "");
  x->is_over = true;
  BOOST_TEST(pop_all() == "[1]");
  BOOST_TEST(queue.empty());
  BOOST_TEST(queue.large_bytes() == 0u);
}

BOOST_AUTO_TEST_CASE(what_follows_of_the_same_pair_waits) {
  auto x = push_large(1, 2);
  BOOST_TEST(push_small(message, 1, 2, "x"));
  BOOST_TEST(!push_small(message, 1, 3, "x"));
  BOOST_TEST(!push_small(message, 3, 2, "x"));
  BOOST_TEST(!push_small(frame_op::heartbeat, 0, 0, ""));
  BOOST_TEST(queue.large_bytes() == 100u);
  BOOST_TEST(queue.small_bytes() > 1u); // with what holds it
  x->is_over = true;
  BOOST_TEST(pop_all() == "[1]1");
  BOOST_TEST(queue.small_bytes() == 0u);
  BOOST_TEST(!push_small(message, 1, 2, "x"));
}

BOOST_AUTO_TEST_CASE(a_death_waits_for_all_that_came_before) {
  BOOST_TEST(!push_small(death, 3, 0, "x"));
  auto x = push_large(1, 2);
  BOOST_TEST(push_small(death, 3, 0, "x"));
  BOOST_TEST(push_small(death, 1, 0, "x"));
  BOOST_TEST(!push_small(message, 3, 0, "x")); // no death holds up a message
  x->is_over = true;
  BOOST_TEST(pop_all() == "[1]31");
  BOOST_TEST(queue.small_bytes() == 0u);
}

BOOST_AUTO_TEST_CASE(large_ones_keep_their_order) {
  auto first = push_large(1, 2);
  auto second = push_large(3, 4);
  BOOST_TEST(push_small(message, 3, 4, "x"));
  second->is_over = true;
  BOOST_TEST(pop_all() == "");
  first->is_over = true;
  BOOST_TEST(pop_all() == "[1][3]3");
}

BOOST_AUTO_TEST_CASE(what_was_cleared_is_gone) {
  auto x = push_large(1, 2);
  queue.clear();
  x->is_over = true;
  BOOST_TEST(pop_all() == "");
  BOOST_TEST(queue.large_bytes() == 0u);
  BOOST_TEST(!push_small(message, 1, 2, "x"));
}

BOOST_AUTO_TEST_SUITE_END()
