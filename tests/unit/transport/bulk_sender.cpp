#include "transport/bulk_sender.hpp"

#include "aegis/defaults.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <string>
#include <vector>

using namespace aegis::transport;

namespace {

constexpr std::size_t large = 200'000;
constexpr std::uint64_t start = 0;
constexpr std::size_t room = bulk_sender::headroom_bytes;

frame_header message(std::uint64_t source, std::uint64_t dest,
                     std::size_t bytes) {
  frame_header x;
  x.op = frame_op::direct_message;
  x.source_actor = source;
  x.dest_actor = dest;
  x.payload_bytes = static_cast<std::uint32_t>(bytes);
  return x;
}

std::string frame_of(const frame_header& x, char filling) {
  std::string result(frame_header::size_bytes, '\0');
  x.encode(result.data());
  return result + std::string(x.payload_bytes, filling);
}

/// What arrived, one entry for each whole frame: its filling and its actors.
struct arrival {
  char filling;
  std::uint64_t source;
  bool operator==(const arrival& x) const {
    return filling == x.filling && source == x.source;
  }
};

std::ostream& operator<<(std::ostream& out, const arrival& x) {
  return out << x.filling << " of " << x.source;
}

struct fixture {
  shared_buffers memory;
  bulk_sender sender{{4, 10 * large}, memory};
  std::vector<char> out; ///< what went past the lanes
  std::vector<arrival> arrived;
  std::map<std::uint64_t, std::string> open; ///< transfers
  std::vector<std::uint64_t> chunks;         ///< their transfers
  std::uint64_t taken = 0;

  void send_large(std::uint64_t source, std::uint64_t dest, char filling,
                  std::uint64_t place = start, std::size_t bytes = large) {
    auto header = message(source, dest, bytes);
    auto frame = frame_of(header, filling);
    std::vector<char> buffer(room);
    buffer.insert(buffer.end(), frame.begin(), frame.end());
    sender.push_large(header, std::move(buffer), place);
  }

  /// As a link does.
  void send_small(std::uint64_t source, std::uint64_t dest, char filling) {
    auto header = message(source, dest, 10);
    auto frame = frame_of(header, filling);
    if (sender.must_wait(header))
      sender.push_small(header, frame, start);
    else
      deliver(frame);
  }

  void send_death(std::uint64_t source) {
    frame_header header;
    header.op = frame_op::down_message;
    header.source_actor = source;
    header.payload_bytes = 1;
    auto frame = frame_of(header, 'D');
    if (sender.must_wait(header))
      sender.push_barrier(frame);
    else
      deliver(frame);
  }

  /// Reads whole frames as the peer would.
  void deliver(std::string_view bytes) {
    while (!bytes.empty()) {
      BOOST_REQUIRE(bytes.size() >= frame_header::size_bytes);
      auto header = frame_header::decode(bytes.data());
      auto payload
        = bytes.substr(frame_header::size_bytes, header.payload_bytes);
      BOOST_REQUIRE(payload.size() == header.payload_bytes);
      if (header.op == frame_op::link_chunk)
        deliver_chunk(header, payload);
      else
        arrived.push_back({payload.front(), header.source_actor});
      bytes.remove_prefix(frame_header::size_bytes + payload.size());
    }
  }

  void deliver_chunk(const frame_header& header, std::string_view bytes) {
    auto transfer = header.operation_data;
    chunks.push_back(transfer);
    taken += bytes.size();
    auto begins = (header.flags & frame_header::begin_flag) != 0;
    BOOST_TEST(begins == (open.count(transfer) == 0));
    auto& whole = open[transfer];
    whole += bytes;
    auto inner = frame_header::decode(whole.data());
    auto size = frame_header::size_bytes + inner.payload_bytes;
    BOOST_REQUIRE(whole.size() <= size);
    if (whole.size() < size)
      return;
    auto payload = whole.substr(frame_header::size_bytes);
    BOOST_TEST((payload == std::string(payload.size(), payload.front())));
    arrived.push_back({payload.front(), inner.source_actor});
    open.erase(transfer);
  }

  /// Sends one piece. @returns false if there is none.
  bool step(std::uint64_t place = start) {
    auto piece = sender.next(place);
    deliver(piece);
    BOOST_TEST(piece.size() <= aegis::defaults::chunk_frame_max_bytes);
    sender.take_due(out);
    deliver({out.data(), out.size()});
    out.clear();
    return !piece.empty();
  }

  /// The peer says that it took all.
  void credit() {
    sender.window().taken(taken, {}, {});
  }

  void send_all() {
    while (step())
      credit();
  }

  void check_arrived(const std::vector<arrival>& expected) {
    BOOST_TEST(arrived == expected, boost::test_tools::per_element());
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(bulk_sender_suite, fixture)

BOOST_AUTO_TEST_CASE(a_large_frame_arrives_whole) {
  send_large(1, 2, 'a');
  BOOST_TEST(sender.waiting_bytes() == large + frame_header::size_bytes);
  send_all();
  check_arrived({{'a', 1}});
  BOOST_TEST(sender.empty());
  BOOST_TEST(sender.waiting_bytes() == 0u);
}

BOOST_AUTO_TEST_CASE(small_frames_overtake_those_of_other_pairs) {
  send_large(1, 2, 'a');
  step();
  send_small(3, 2, 'b');
  send_small(1, 4, 'c');
  send_all();
  check_arrived({{'b', 3}, {'c', 1}, {'a', 1}});
}

BOOST_AUTO_TEST_CASE(frames_of_one_pair_keep_their_order) {
  send_small(1, 2, 'a');
  send_large(1, 2, 'b');
  step();
  send_small(1, 2, 'c');
  send_small(1, 2, 'd');
  send_large(1, 2, 'e');
  send_small(1, 2, 'f');
  send_all();
  check_arrived({{'a', 1}, {'b', 1}, {'c', 1}, {'d', 1}, {'e', 1}, {'f', 1}});
  send_small(1, 2, 'g');
  BOOST_TEST(arrived.back() == (arrival{'g', 1}));
}

BOOST_AUTO_TEST_CASE(large_frames_take_turns) {
  send_large(1, 2, 'a');
  send_large(3, 2, 'b');
  for (int i = 0; i < 6; ++i) {
    step();
    credit();
  }
  const std::vector<std::uint64_t> expected{1, 2, 1, 2, 1, 2};
  BOOST_TEST(chunks == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(so_many_take_turns_and_the_next_follow_in_order) {
  for (std::uint64_t source = 1; source <= 6; ++source)
    send_large(source, 9, static_cast<char>('a' + source));
  step();
  BOOST_TEST(sender.open_transfers() == 4u);
  send_all();
  check_arrived({{'b', 1}, {'c', 2}, {'d', 3}, {'e', 4}, {'f', 5}, {'g', 6}});
}

BOOST_AUTO_TEST_CASE(the_sum_of_those_that_take_turns_is_limited) {
  send_large(1, 9, 'a', start, 8 * large);
  send_large(2, 9, 'b', start, 3 * large);
  send_large(3, 9, 'c'); // would fit, and must not starve the one before it
  step();
  BOOST_TEST(sender.open_transfers() == 1u);
  send_all();
  check_arrived({{'a', 1}, {'c', 3}, {'b', 2}});
}

BOOST_AUTO_TEST_CASE(one_alone_may_be_larger_than_the_sum) {
  send_large(1, 9, 'a', start, 20 * large);
  send_all();
  check_arrived({{'a', 1}});
}

BOOST_AUTO_TEST_CASE(a_death_waits_for_all_that_was_sent_before_it) {
  send_large(1, 2, 'a');
  send_large(3, 2, 'b', start, 2 * large);
  send_small(3, 2, 'c');
  send_death(1);
  send_large(4, 2, 'd', start, 20 * large);
  send_small(3, 2, 'e'); // behind what the death waits for, but not before it
  send_all();
  check_arrived({{'a', 1}, {'b', 3}, {'c', 3}, {'D', 1}, {'e', 3}, {'d', 4}});
}

BOOST_AUTO_TEST_CASE(deaths_keep_their_order_and_pass_when_nothing_waits) {
  send_death(1);
  send_large(2, 2, 'a');
  send_death(3);
  send_death(4);
  send_all();
  check_arrived({{'D', 1}, {'a', 2}, {'D', 3}, {'D', 4}});
  BOOST_TEST(sender.empty());
}

BOOST_AUTO_TEST_CASE(no_more_is_sent_than_the_window_holds) {
  send_large(1, 2, 'a', start, 10 * large);
  while (step())
    ;
  BOOST_TEST(taken >= aegis::defaults::bulk_window_bytes);
  BOOST_TEST(taken < aegis::defaults::bulk_window_bytes
                       + aegis::defaults::chunk_frame_max_bytes);
  credit();
  BOOST_TEST(step());
}

BOOST_AUTO_TEST_CASE(small_frames_in_a_lane_need_no_window) {
  send_large(1, 2, 'a');
  send_small(1, 2, 'b');
  send_large(3, 4, 'c', start, 10 * large);
  while (arrived.empty()) { // of the first
    BOOST_REQUIRE(step());
    if (chunks.size() % 2 == 0)
      credit();
  }
  while (step())
    ;
  check_arrived({{'a', 1}, {'b', 1}});
}

BOOST_AUTO_TEST_CASE(a_large_frame_stays_behind_small_ones_that_went_before) {
  send_large(1, 2, 'a', 100);
  BOOST_TEST(!step(99));
  BOOST_TEST(step(100));
}

BOOST_AUTO_TEST_CASE(who_waits_for_its_place_is_numbered_when_it_begins) {
  send_large(1, 2, 'a', 100);
  send_large(3, 4, 'b', 50);
  while (step(99))
    credit();
  while (step(100))
    credit();
  check_arrived({{'b', 3}, {'a', 1}});
  BOOST_TEST(chunks.front() == 1u);
  BOOST_TEST(chunks.back() == 2u);
}

BOOST_AUTO_TEST_CASE(many_small_frames_in_a_lane_share_a_piece) {
  send_large(1, 2, 'a');
  for (int i = 0; i < 1000; ++i)
    send_small(1, 2, 'b');
  while (arrived.empty()) {
    step();
    credit();
  }
  step();
  BOOST_TEST(arrived.size() > 300u);
  send_all();
  BOOST_TEST(arrived.size() == 1001u);
}

BOOST_AUTO_TEST_CASE(what_was_cleared_is_gone) {
  send_large(1, 2, 'a');
  step();
  send_death(1);
  sender.clear();
  BOOST_TEST(sender.empty());
  BOOST_TEST(sender.waiting_bytes() == 0u);
  BOOST_TEST(!step());
}

BOOST_AUTO_TEST_SUITE_END()
