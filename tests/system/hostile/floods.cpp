// Much of something: connections, frames, questions without listening to the
// answers.

#include "member_attack.hpp"

#include <vector>

using namespace aegis;
using namespace aegis::test;

namespace {

constexpr int scale = sanitized ? 5 : 1;

/// Memory that a flood may leave behind: what the allocator keeps.
constexpr std::size_t growth_max_bytes = 96u << 20;

struct flood_attack : attack {
  std::size_t resident = 0;

  void setup() {
    resident = w.target().resident_bytes();
  }

  /// The target's memory never exceeds `bytes` more than before.
  void check_memory(std::size_t bytes = growth_max_bytes) {
    auto now = w.target().resident_bytes();
    BOOST_TEST((sanitized || now < resident + bytes),
               "resident: " << resident << " bytes before, now " << now);
  }

  void teardown() {
    check_memory();
    attack::teardown();
  }
};

std::string repeated(const std::string& x, int count) {
  std::string result;
  result.reserve(x.size() * static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i)
    result += x;
  return result;
}

struct member_flood_attack : flood_attack {
  std::optional<raw_peer> mallory;

  void setup() {
    flood_attack::setup();
    mallory.emplace(w.join("mallory"));
  }

  void teardown() {
    mallory.reset();
    flood_attack::teardown();
  }

  /// Asks for many answers of one mebibyte.
  void ask_for_mib(int count) {
    std::string one_mib
      = payload_maker{}.message("@<>+@i32").number(std::uint32_t{1u << 20});
    auto question = member_attack::message(w.service(), one_mib, 5);
    BOOST_TEST(mallory->tls().send(repeated(question.bytes(), count)));
  }

  /// Reads what has come, so that nothing piles up at the target.
  /// @returns false if the connection ended.
  bool hear_all() {
    std::string heard;
    auto result = raw_socket::outcome::bytes;
    while (result == raw_socket::outcome::bytes) {
      heard.clear();
      result = mallory->tls().receive(heard, std::chrono::steady_clock::now());
    }
    return result == raw_socket::outcome::timeout;
  }

  /// Sends `bytes` again and again, until the target ends the connection.
  void flood_until_lost(const std::string& bytes) {
    auto deadline = soon();
    while (mallory->tls().send(bytes, std::chrono::steady_clock::now()
                                        + std::chrono::milliseconds{100})
           || w.target().stats()["links"] > 1)
      BOOST_REQUIRE((std::chrono::steady_clock::now() < deadline));
    BOOST_TEST(eventually([&] { return w.target().stats()["links"] == 1; }));
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(connection_floods, flood_attack)

BOOST_AUTO_TEST_CASE(a_thousand_connections_abandoned_after_tcp) {
  for (int i = 0; i < 1000 / scale; ++i) {
    auto socket = w.connect();
    if (i % 2 == 0)
      socket.set_abortive();
  }
}

BOOST_AUTO_TEST_CASE(a_thousand_connections_abandoned_in_the_tls_handshake) {
  auto own = w.passports().member("mallory");
  tls_settings settings{own, tls_settings::side::client};
  for (int i = 0; i < 1000 / scale; ++i) {
    raw_tls tls{w.connect(), settings, tls_settings::side::client};
    BOOST_TEST(tls.send_client_hello());
    if (i % 2 == 0)
      tls.socket().set_abortive();
  }
}

BOOST_AUTO_TEST_CASE(more_silent_connections_than_handshakes_are_allowed) {
  auto before = w.refusals("overloaded");
  std::vector<raw_socket> held;
  for (int i = 0; i < 1500; ++i)
    held.push_back(w.connect());
  BOOST_TEST(w.refused("overloaded", before));
  w.check_served();
  w.join("somebody");
  for (auto& x : held)
    BOOST_TEST(x.ends_before(soon()));
}

BOOST_AUTO_TEST_CASE(garbage_on_connections_that_are_never_closed) {
  std::vector<raw_socket> held;
  for (int i = 0; i < 1000 / scale; ++i) {
    held.push_back(w.connect());
    BOOST_TEST(held.back().send("garbage garbage garbage", soon()));
  }
  w.check_served();
  for (auto& x : held)
    BOOST_TEST(x.ends_before(soon()));
  BOOST_TEST(eventually([&] { return w.target().stats()["handshakes"] == 0; }));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(member_floods, member_flood_attack)

BOOST_AUTO_TEST_CASE(many_tiny_frames) {
  raw_frame frame;
  frame.operation = op::heartbeat;
  auto batch = repeated(frame.bytes(), 10'000);
  for (int i = 0; i < 40 / scale; ++i)
    BOOST_REQUIRE(mallory->tls().send(batch));
  w.check_served();
  BOOST_TEST((mallory->ask(w.service(), "still") == "mallory:still"));
}

BOOST_AUTO_TEST_CASE(many_handshakes_under_one_id) {
  raw_frame frame;
  frame.operation = op::client_handshake;
  frame.payload = mallory->id_pair().substr(0, 32);
  auto batch = repeated(frame.bytes(), 10'000);
  for (int i = 0; i < 20 / scale; ++i)
    BOOST_REQUIRE(mallory->tls().send(batch));
  w.check_served();
  BOOST_TEST((mallory->ask(w.service(), "still") == "mallory:still"));
}

BOOST_AUTO_TEST_CASE(many_key_updates) {
  for (int i = 0; i < 20'000 / scale; ++i)
    if (!mallory->tls().request_key_update())
      break;
  w.check_served();
  check_memory();
}

BOOST_AUTO_TEST_CASE(questions_to_hidden_actors_whose_answers_nobody_reads) {
  auto question = member_attack::message(w.hidden(), text_message("x"), 5);
  flood_until_lost(repeated(question.bytes(), 1000));
}

BOOST_AUTO_TEST_CASE(questions_whose_long_answers_nobody_reads) {
  ask_for_mib(32);
  BOOST_TEST(eventually([&] { return w.target().stats()["links"] == 1; }));
}

BOOST_AUTO_TEST_CASE(a_breach_by_a_member_that_does_not_read) {
  auto own = w.passports().member("deaf");
  tls_settings settings{own, tls_settings::side::client};
  raw_tls tls{raw_socket::connect(w.port(), 4096), settings,
              tls_settings::side::client};
  BOOST_REQUIRE(tls.shake_hands());
  mallory.emplace(std::move(tls), "deaf");
  mallory->join(w.fresh_id());
  auto start = std::chrono::steady_clock::now();
  // less than what may wait, but more than sockets hold
  auto served = w.target().stats()["served"];
  ask_for_mib(7);
  BOOST_TEST(
    eventually([&] { return w.target().stats()["served"] >= served + 7; }));
  w.check_served();
  raw_frame breach;
  breach.operation = op::routed_message;
  BOOST_TEST(mallory->send(breach));
  BOOST_TEST(eventually([&] { return w.target().stats()["links"] == 1; }));
  // by the time limit for last words, before its heartbeats are missed
  auto lasted = std::chrono::steady_clock::now() - start;
  BOOST_TEST((lasted < std::chrono::seconds{5}));
}

BOOST_AUTO_TEST_CASE(senders_without_number) {
  auto before = w.refusals("too_many_actors");
  auto frame = member_attack::message(w.service(), text_message("x"));
  frame.source = 1000;
  auto alive = true;
  while (alive && frame.source < 100'000) {
    std::string batch;
    for (int i = 0; i < 500; ++i, ++frame.source)
      batch += frame.bytes();
    alive = mallory->tls().send(batch) && hear_all();
  }
  BOOST_TEST(eventually([&] { return w.target().stats()["links"] == 1; }));
  BOOST_TEST(w.refused("too_many_actors", before));
}

BOOST_AUTO_TEST_SUITE_END()
