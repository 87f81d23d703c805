#include "transport/bulk_receiver.hpp"

#include "aegis/defaults.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace aegis::transport;
using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t large = 200'000;
constexpr std::size_t piece = 16'000;

frame_header message(std::uint32_t bytes) {
  frame_header x;
  x.op = frame_op::direct_message;
  x.payload_bytes = bytes;
  return x;
}

frame_header chunk(std::uint32_t bytes, std::uint8_t flags = 0) {
  frame_header x;
  x.op = frame_op::link_chunk;
  x.flags = flags;
  x.payload_bytes = bytes;
  return x;
}

struct fixture {
  bulk_receiver receiver{{4, 10 * large}};
  bulk_receiver::time_point now{};

  std::string begin(std::uint64_t transfer, std::uint32_t bytes = large) {
    auto* why = receiver.begin(transfer, message(bytes), now);
    return why == nullptr ? "ok" : why;
  }

  std::string append(std::uint64_t transfer, const std::string& bytes) {
    auto* why = receiver.append(transfer, bytes, now);
    return why == nullptr ? "ok" : why;
  }

  static std::string objection(const frame_header& x) {
    auto* why = bulk_receiver::objection_to(x);
    return why == nullptr ? "ok" : why;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(bulk_receiver_suite, fixture)

BOOST_AUTO_TEST_CASE(frames_are_gathered_side_by_side) {
  BOOST_TEST(begin(1) == "ok");
  BOOST_TEST(begin(2) == "ok");
  for (std::size_t i = 0; i < large; i += 1000) {
    BOOST_TEST(!receiver.take(1));
    BOOST_TEST(append(1, std::string(1000, 'a')) == "ok");
    BOOST_TEST(append(2, std::string(1000, 'b')) == "ok");
  }
  auto a = receiver.take(1);
  auto b = receiver.take(2);
  BOOST_REQUIRE(a);
  BOOST_REQUIRE(b);
  BOOST_TEST((a->payload == std::vector<char>(large, 'a')));
  BOOST_TEST((b->payload == std::vector<char>(large, 'b')));
  BOOST_TEST(a->header.payload_bytes == large);
  BOOST_TEST(receiver.open_transfers() == 0u);
  BOOST_TEST(!receiver.take(1));
}

BOOST_AUTO_TEST_CASE(numbers_count_up_and_are_used_once) {
  BOOST_TEST(begin(2) == "chunk_out_of_order");
  BOOST_TEST(begin(1) == "ok");
  BOOST_TEST(begin(1) == "chunk_out_of_order");
  BOOST_TEST(begin(3) == "chunk_out_of_order");
  BOOST_TEST(begin(2) == "ok");
}

BOOST_AUTO_TEST_CASE(a_chunk_without_a_beginning_is_refused) {
  BOOST_TEST(append(1, "x") == "chunk_out_of_order");
  begin(1);
  BOOST_TEST(append(2, "x") == "chunk_out_of_order");
}

BOOST_AUTO_TEST_CASE(a_chunk_after_the_end_is_refused) {
  begin(1);
  BOOST_TEST(append(1, std::string(large, 'x')) == "ok");
  BOOST_TEST(append(1, "x") == "chunk_beyond_end");
  BOOST_REQUIRE(receiver.take(1));
  BOOST_TEST(append(1, "x") == "chunk_out_of_order");
}

BOOST_AUTO_TEST_CASE(bytes_beyond_what_was_announced_are_refused) {
  begin(1);
  append(1, std::string(large - 1, 'x'));
  BOOST_TEST(append(1, "xx") == "chunk_beyond_end");
}

BOOST_AUTO_TEST_CASE(only_so_many_may_be_open) {
  for (std::uint64_t i = 1; i <= 4; ++i)
    BOOST_TEST(begin(i) == "ok");
  BOOST_TEST(begin(5) == "too_many_transfers");
  append(2, std::string(large, 'x'));
  receiver.take(2);
  BOOST_TEST(begin(5) == "ok");
}

BOOST_AUTO_TEST_CASE(only_so_much_may_be_announced) {
  BOOST_TEST(begin(1, 9 * large) == "ok");
  BOOST_TEST(begin(2) == "ok");
  BOOST_TEST(begin(3) == "too_many_transfers");
  bulk_receiver other{{4, large}};
  BOOST_TEST(other.begin(1, message(2 * large), now) == nullptr);
}

BOOST_AUTO_TEST_CASE(what_is_no_large_message_comes_in_no_chunks) {
  BOOST_TEST(begin(1, aegis::defaults::chunk_min_bytes) == "needless_chunks");
  auto other = message(large);
  other.op = frame_op::down_message;
  BOOST_TEST(std::string{receiver.begin(1, other, now)} == "needless_chunks");
  BOOST_TEST(begin(1, aegis::defaults::chunk_min_bytes + 1) == "ok");
}

BOOST_AUTO_TEST_CASE(heads_of_chunks_are_judged) {
  constexpr auto most
    = aegis::defaults::chunk_frame_max_bytes - frame_header::size_bytes;
  constexpr auto begins = frame_header::begin_flag;
  BOOST_TEST(objection(chunk(1)) == "ok");
  BOOST_TEST(objection(chunk(most)) == "ok");
  BOOST_TEST(objection(chunk(most + 1)) == "malformed_chunk");
  BOOST_TEST(objection(chunk(0)) == "empty_chunk");
  BOOST_TEST(objection(chunk(33, begins)) == "ok");
  BOOST_TEST(objection(chunk(32, begins)) == "empty_chunk");
  BOOST_TEST(objection(chunk(5, begins)) == "empty_chunk");
  BOOST_TEST(objection(chunk(1, 2)) == "malformed_chunk");
  auto addressed = chunk(1);
  addressed.dest_actor = 1;
  BOOST_TEST(objection(addressed) == "malformed_chunk");
}

BOOST_AUTO_TEST_CASE(memory_follows_what_has_come) {
  begin(1, 10 * large);
  BOOST_TEST(receiver.held_bytes() == 0u);
  append(1, std::string(1000, 'x'));
  BOOST_TEST(receiver.held_bytes() <= 8000u);
}

BOOST_AUTO_TEST_CASE(what_is_not_wanted_takes_no_memory) {
  begin(1);
  append(1, std::string(piece, 'x'));
  receiver.ignore(1);
  append(1, std::string(large - piece, 'x'));
  BOOST_TEST(receiver.held_bytes() == 0u);
  auto whole = receiver.take(1);
  BOOST_REQUIRE(whole);
  BOOST_TEST(!whole->is_wanted);
  BOOST_TEST(begin(2) == "ok");
}

BOOST_AUTO_TEST_CASE(more_than_any_credit_allows_is_refused) {
  const std::string bytes(large, 'x');
  auto most = aegis::defaults::bulk_window_max_bytes;
  std::uint64_t transfer = 0;
  std::string answer = "ok";
  std::size_t came = 0;
  for (; answer == "ok" && came < 2 * most; came += large) {
    BOOST_REQUIRE(begin(++transfer) == "ok");
    answer = append(transfer, bytes);
    receiver.take(transfer);
  }
  BOOST_TEST(answer == "beyond_credit");
  BOOST_TEST(came > most);
}

BOOST_AUTO_TEST_CASE(with_credit_any_amount_may_come) {
  const std::string bytes(large, 'x');
  auto most = aegis::defaults::bulk_window_max_bytes;
  for (std::uint64_t transfer = 1; transfer * large < 2 * most; ++transfer) {
    BOOST_REQUIRE(begin(transfer) == "ok");
    BOOST_REQUIRE(append(transfer, bytes) == "ok");
    receiver.take(transfer);
    BOOST_REQUIRE(receiver.credit());
  }
}

BOOST_AUTO_TEST_CASE(the_peer_hears_of_each_16_kib_that_came) {
  begin(1);
  append(1, std::string(16'000, 'x'));
  BOOST_TEST(!receiver.credit());
  append(1, std::string(1'000, 'x'));
  BOOST_TEST((receiver.credit() == frame_header::size_bytes + 17'000u));
  BOOST_TEST(!receiver.credit());
}

BOOST_AUTO_TEST_CASE(the_one_that_waits_longest_is_known) {
  BOOST_TEST(!receiver.oldest());
  begin(1);
  now += 5s;
  begin(2);
  BOOST_TEST((receiver.oldest() == bulk_receiver::time_point{}));
  now += 1s;
  append(1, "x");
  BOOST_TEST((receiver.oldest() == bulk_receiver::time_point{} + 5s));
}

BOOST_AUTO_TEST_SUITE_END()
