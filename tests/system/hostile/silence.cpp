// Peers that stop talking: each costs a descriptor for the time limit of its
// stage, and nothing else.

#include "member_attack.hpp"

#include <vector>

using namespace aegis;
using namespace aegis::test;

namespace {

/// Silent connections at a time.
constexpr int crowd = 20;

struct silence_attack : attack {
  /// While `held` say nothing, the honest peer is served and nobody spins; then
  /// the target ends them all for `reason`.
  template <class T>
  void check_ended(std::vector<T>& held, const std::string& reason) {
    auto before = w.refusals(reason);
    w.check_at_rest();
    for (auto& x : held)
      BOOST_TEST(ends(x));
    BOOST_TEST(w.refused(reason, before + held.size() - 1));
  }

  static bool ends(const raw_socket& x) {
    return x.ends_before(soon());
  }

  static bool ends(raw_tls& x) {
    return x.socket().ends_before(soon());
  }

  static bool ends(raw_peer& x) {
    return x.end().ended;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(silence, silence_attack)

BOOST_AUTO_TEST_CASE(after_the_tcp_connection) {
  std::vector<raw_socket> held;
  for (int i = 0; i < crowd; ++i)
    held.push_back(w.connect());
  check_ended(held, "timed_out");
}

BOOST_AUTO_TEST_CASE(in_the_middle_of_the_first_tls_record) {
  std::vector<raw_socket> held;
  for (int i = 0; i < crowd; ++i) {
    held.push_back(w.connect());
    BOOST_TEST(held.back().send("\x16\x03\x01\x02", soon()));
  }
  check_ended(held, "timed_out");
}

BOOST_AUTO_TEST_CASE(after_the_client_hello) {
  std::vector<raw_tls> held;
  for (int i = 0; i < crowd; ++i) {
    held.push_back(w.open_tls(w.passports().member("mallory")));
    BOOST_TEST(held.back().send_client_hello());
  }
  check_ended(held, "timed_out");
}

BOOST_AUTO_TEST_CASE(after_the_tls_handshake) {
  std::vector<raw_peer> held;
  for (int i = 0; i < crowd; ++i)
    held.push_back(w.enter("mallory"));
  check_ended(held, "timed_out");
}

BOOST_AUTO_TEST_CASE(after_the_hello) {
  std::vector<raw_peer> held;
  for (int i = 0; i < crowd; ++i) {
    auto id = "mallory-" + std::to_string(i);
    held.push_back(w.enter(id));
    BOOST_TEST(held.back().send_hello(id));
  }
  check_ended(held, "timed_out");
}

BOOST_AUTO_TEST_CASE(in_the_middle_of_a_hello) {
  std::vector<raw_peer> held;
  raw_frame frame;
  frame.operation = op::hello;
  frame.claimed_size = 100;
  frame.payload = "half of it";
  for (int i = 0; i < crowd; ++i) {
    held.push_back(w.enter("mallory"));
    BOOST_TEST(held.back().send(frame));
  }
  check_ended(held, "timed_out");
}

BOOST_AUTO_TEST_CASE(a_trickle_of_bytes_gains_no_time) {
  auto before = w.refusals("timed_out");
  auto socket = w.connect();
  auto deadline = soon();
  auto what = raw_socket::outcome::timeout;
  std::string alert;
  // a record of 16 KiB, a byte each tenth of a second
  std::string record = std::string("\x16\x03\x01\x40\x00\x01", 6);
  for (std::size_t i = 0; what == raw_socket::outcome::timeout; ++i) {
    BOOST_REQUIRE((std::chrono::steady_clock::now() < deadline));
    socket.send(i < record.size() ? record.substr(i, 1) : "x", soon());
    what = socket.receive(alert, std::chrono::steady_clock::now()
                                   + std::chrono::milliseconds{100});
  }
  BOOST_TEST(w.refused("timed_out", before));
}

BOOST_AUTO_TEST_CASE(of_members_at_different_points) {
  auto in_header = w.join("mallory-1");
  auto in_payload = w.join("mallory-2");
  auto without_heartbeat = w.join("mallory-3");
  auto frame = member_attack::message(w.service(), text_message("x"));
  BOOST_TEST(in_header.tls().send(frame.bytes().substr(0, 16)));
  frame.claimed_size = 1000;
  BOOST_TEST(in_payload.send(frame));
  w.check_at_rest();
  for (auto* x : {&in_header, &in_payload, &without_heartbeat})
    BOOST_TEST(ends(*x));
}

BOOST_AUTO_TEST_SUITE_END()
