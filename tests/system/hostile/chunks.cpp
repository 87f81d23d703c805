// Members that abuse the frames in which large payloads travel.

#include "member_attack.hpp"

#include <algorithm>

using namespace aegis;
using namespace aegis::test;

namespace {

constexpr std::size_t large = 200'000;
constexpr std::size_t piece = 16'000;
constexpr std::uint32_t count = 5000; ///< handles in a large message

/// A chunk of a transfer; the first one has the head of the whole.
raw_frame chunk(std::uint64_t transfer, std::string bytes,
                std::uint8_t flags = 0) {
  raw_frame result;
  result.operation = op::chunk;
  result.flags = flags;
  result.data = transfer;
  result.payload = std::move(bytes);
  return result;
}

constexpr std::uint8_t begins = 1;

/// The first chunk of a frame that announces `size` bytes.
raw_frame first_of(std::uint64_t transfer, raw_frame whole,
                   std::uint32_t size) {
  whole.payload.resize(std::min(whole.payload.size(), piece));
  whole.claimed_size = size;
  return chunk(transfer, whole.bytes(), begins);
}

struct chunk_attack : member_attack {
  std::uint64_t taken = 0; ///< bytes of chunks from the target

  void setup() {
    mallory.emplace(w.enter("mallory"));
    mallory->speak(2);
    mallory->join(w.fresh_id());
    check_lives();
  }

  /// Takes the place of mallory's connection.
  void replace(raw_peer fresh) {
    mallory.reset();
    mallory.emplace(std::move(fresh));
  }

  /// The answer of the target to the request `id`.
  raw_frame answer_to(std::uint64_t id) {
    for (;;) {
      auto found = mallory->next(op::direct_message);
      BOOST_REQUIRE(found);
      if (mid::answers(found->data, id))
        return *found;
    }
  }

  raw_frame request(std::size_t size = large) const {
    return message(w.service(), text_message(std::string(size, 'x')), 5);
  }

  raw_frame first(std::uint64_t transfer, std::uint32_t size = large) const {
    return first_of(transfer, request(), size);
  }

  /// A large message of handles of the service, and a last one.
  std::string handles(std::uint64_t last) const {
    auto& node = mallory->peer_id();
    std::string result = payload_maker{}.message("@<>+@actorvec").size(count);
    for (std::uint32_t i = 1; i < count; ++i)
      result += std::string{payload_maker{}.number(w.service())} + node;
    return result + std::string{payload_maker{}.number(last)} + node;
  }

  /// Sends a frame in chunks, as it should be done.
  void send_in_chunks(std::uint64_t transfer, const raw_frame& whole) {
    auto bytes = whole.bytes();
    for (std::size_t at = 0; at < bytes.size(); at += piece)
      BOOST_REQUIRE(mallory->send(
        chunk(transfer, bytes.substr(at, piece), at == 0 ? begins : 0)));
  }

  /// Gathers a frame that the target sends in chunks, and says so.
  std::string receive_in_chunks() {
    std::string result;
    do {
      auto part = mallory->next(op::chunk);
      BOOST_REQUIRE(part);
      taken += part->payload.size();
      raw_frame credit;
      credit.operation = op::credit;
      credit.data = taken;
      BOOST_REQUIRE(mallory->send(credit));
      BOOST_TEST(part->payload.size() <= 16384u - 32u);
      BOOST_TEST((part->flags == begins) == result.empty());
      result += part->payload;
    } while (result.size() < large);
    return result;
  }

  void check_breach(const raw_frame& frame, const std::string& reason) {
    member_attack::check_breach(frame, reason);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(chunks, chunk_attack)

BOOST_AUTO_TEST_CASE(honest_chunks_are_served_and_answered_in_chunks) {
  send_in_chunks(1, request());
  auto answer = receive_in_chunks();
  BOOST_TEST(answer.find("mallory:" + std::string(large, 'x')) != answer.npos);
  check_lives();
}

BOOST_AUTO_TEST_CASE(a_peer_of_the_first_version_gets_and_sends_whole_frames) {
  auto old = w.join("old");
  std::string text(large, 'x');
  auto answer = old.answer_to(w.service(), text_message(text));
  BOOST_TEST(answer.size() > large);
  BOOST_TEST((answer.substr(answer.size() - large) == text));
}

BOOST_AUTO_TEST_CASE(chunks_of_a_peer_that_knows_none_are_refused) {
  replace(w.join("old"));
  check_breach(first(1), "unexpected_chunk");
}

BOOST_AUTO_TEST_CASE(chunks_before_the_handshake_are_refused) {
  replace(w.enter("early"));
  mallory->speak(2);
  BOOST_TEST(mallory->send_hello("early"));
  check_breach(first(1), "message_before_handshake");
}

BOOST_AUTO_TEST_CASE(chunks_without_a_beginning_are_refused) {
  check_breach(chunk(1, "x"), "chunk_out_of_order");
}

BOOST_AUTO_TEST_CASE(numbers_that_were_used_are_refused) {
  send_in_chunks(1, request());
  check_breach(first(1), "chunk_out_of_order");
}

BOOST_AUTO_TEST_CASE(numbers_that_are_not_due_are_refused) {
  check_breach(first(7), "chunk_out_of_order");
}

BOOST_AUTO_TEST_CASE(more_bytes_than_announced_are_refused) {
  BOOST_TEST(mallory->send(first(1, 70'000)));
  for (int i = 0; i < 3; ++i)
    BOOST_TEST(mallory->send(chunk(1, std::string(piece, 'x'))));
  check_breach(chunk(1, std::string(piece, 'x')), "chunk_beyond_end");
}

BOOST_AUTO_TEST_CASE(empty_chunks_are_refused) {
  BOOST_TEST(mallory->send(first(1)));
  check_breach(chunk(1, ""), "empty_chunk");
}

BOOST_AUTO_TEST_CASE(beginnings_without_content_are_refused) {
  auto whole = request();
  whole.payload.clear();
  check_breach(first_of(1, whole, large), "empty_chunk");
}

BOOST_AUTO_TEST_CASE(chunks_larger_than_a_record_are_refused) {
  check_breach(chunk(1, std::string(16384, 'x'), begins), "malformed_chunk");
}

BOOST_AUTO_TEST_CASE(payloads_beyond_the_maximum_are_refused_at_once) {
  check_breach(first(1, payload_max_bytes + 1), "payload_too_large");
}

BOOST_AUTO_TEST_CASE(small_messages_in_chunks_are_refused) {
  check_breach(first(1, 64u << 10), "needless_chunks");
}

BOOST_AUTO_TEST_CASE(chunks_in_chunks_are_refused) {
  auto whole = request();
  whole.operation = op::chunk;
  check_breach(first_of(1, whole, large), "needless_chunks");
}

BOOST_AUTO_TEST_CASE(hellos_in_chunks_are_refused) {
  auto whole = request();
  whole.operation = op::hello;
  check_breach(first_of(1, whole, large), "payload_too_large");
}

BOOST_AUTO_TEST_CASE(routed_messages_in_chunks_are_refused) {
  auto whole = request();
  whole.operation = op::routed_message;
  check_breach(first_of(1, whole, large), "routed_message");
}

BOOST_AUTO_TEST_CASE(too_many_beginnings_are_refused) {
  for (std::uint64_t i = 1; i <= 16; ++i)
    BOOST_TEST(mallory->send(first(i)));
  check_breach(first(17), "too_many_transfers");
}

BOOST_AUTO_TEST_CASE(too_large_announcements_together_are_refused) {
  BOOST_TEST(mallory->send(first(1, payload_max_bytes)));
  BOOST_TEST(mallory->send(first(2, payload_max_bytes)));
  check_breach(first(3), "too_many_transfers");
}

BOOST_AUTO_TEST_CASE(a_payload_that_stands_still_is_refused) {
  auto before = w.refusals("stalled_transfer");
  BOOST_TEST(mallory->send(first(1)));
  raw_frame beat;
  beat.operation = op::heartbeat;
  BOOST_TEST(eventually([&] {
    mallory->send(beat); // it is not silent
    return w.refusals("stalled_transfer") > before;
  }));
}

BOOST_AUTO_TEST_CASE(a_peer_that_never_says_what_it_took_is_let_go) {
  auto before = w.refusals("missing_credit");
  std::string size = payload_maker{}.message("@<>+@i32").number(1'000'000u);
  BOOST_TEST(mallory->send(message(w.service(), size, 5)));
  raw_frame beat;
  beat.operation = op::heartbeat;
  BOOST_TEST(eventually([&] {
    mallory->send(beat);
    return w.refusals("missing_credit") > before;
  }));
}

BOOST_AUTO_TEST_CASE(credit_for_what_was_never_sent_is_refused) {
  raw_frame credit;
  credit.operation = op::credit;
  credit.data = 1'000'000;
  check_breach(credit, "impossible_credit");
}

BOOST_AUTO_TEST_CASE(a_message_to_a_hidden_actor_is_answered_before_it_ends) {
  auto before = w.refusals("unexported_actor");
  auto whole = message(w.hidden(), text_message(std::string(large, 'x')), 6);
  BOOST_TEST(mallory->send(first_of(1, whole, large)));
  auto answer = answer_to(6).payload;
  BOOST_TEST(answer.find("unexported_actor") != answer.npos, answer);
  BOOST_TEST(w.refused("unexported_actor", before));
  // What follows is thrown away, and the number is used.
  std::size_t come = piece;
  for (; come < large; come += piece)
    BOOST_TEST(
      mallory->send(chunk(1, std::string(std::min(piece, large - come), 'x'))));
  send_in_chunks(2, request());
  receive_in_chunks();
}

BOOST_AUTO_TEST_CASE(an_answer_that_nobody_asked_for_is_dropped) {
  auto before = w.refusals("response_without_request");
  auto whole = message(w.service(), text_message(std::string(large, 'x')),
                       mid::response | 5);
  send_in_chunks(1, whole);
  BOOST_TEST(w.refused("response_without_request", before));
  check_lives();
}

BOOST_AUTO_TEST_CASE(what_may_not_come_whole_may_not_come_in_chunks) {
  std::string payload = payload_maker{}.message("@<>+@exit");
  payload.resize(large, 'x');
  auto before = w.refusals("system_message");
  send_in_chunks(1, message(w.service(), payload, 5));
  check_refusal(mallory->end(), "system_message");
  BOOST_TEST(w.refused("system_message", before));
}

BOOST_AUTO_TEST_CASE(handles_in_large_messages_are_those_that_may_be_named) {
  send_in_chunks(1, message(w.service(), handles(w.service()), 5));
  BOOST_TEST(answer_to(5).payload
             == std::string(payload_maker{}.message("@<>+@i32").number(count)));
}

BOOST_AUTO_TEST_CASE(handles_in_large_messages_are_not_handed_out) {
  auto before = w.refusals("foreign_handle");
  send_in_chunks(1, message(w.service(), handles(w.hidden()), 5));
  auto answer = answer_to(5).payload;
  BOOST_TEST(answer.find("foreign_handle") != answer.npos, answer);
  BOOST_TEST(w.refused("foreign_handle", before));
  check_lives();
}

BOOST_AUTO_TEST_CASE(a_large_message_that_ends_too_early_is_not_understood) {
  auto whole = request();
  whole.payload.resize(whole.payload.size() - 10);
  send_in_chunks(1, whole);
  auto answer = answer_to(5).payload;
  BOOST_TEST(answer.find("malformed_message") != answer.npos, answer);
  check_lives();
}

BOOST_AUTO_TEST_CASE(a_named_receiver_is_refused_before_its_content_came) {
  auto whole = request();
  whole.flags = 1;
  check_breach(first_of(1, whole, large), "named_receiver");
}

BOOST_AUTO_TEST_SUITE_END()
