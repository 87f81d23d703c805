// The target dials: what it says of addresses where nobody, or somebody else,
// or somebody hostile listens.

#include "world.hpp"

#include <vector>

using namespace aegis;
using namespace aegis::test;

namespace {

using side = tls_settings::side;

struct dial_attack : attack {
  raw_socket listener = raw_socket::listen();
  int dials = 0;

  /// Begins a dial. @returns its number.
  std::string dial(std::uint16_t port, const std::string& id = "impostor") {
    auto number = std::to_string(++dials);
    w.target().write("dial " + number + ' ' + id
                     + " 127.0.0.1:" + std::to_string(port));
    return number;
  }

  /// Waits for the end of a dial. @returns code and text.
  std::string result_of(const std::string& number) {
    return w.target().read("dialed " + number).value_or("nothing");
  }

  /// The dial ends with this code and a text that has all of `parts` and the
  /// address.
  void check_result(const std::string& number, const std::string& code,
                    std::uint16_t port,
                    std::initializer_list<std::string> parts = {}) {
    auto result = result_of(number);
    BOOST_TEST(result.substr(0, result.find(' ')) == code, result);
    auto address = "127.0.0.1:" + std::to_string(port);
    BOOST_TEST(result.find(address) != result.npos, result);
    for (auto& part : parts)
      BOOST_TEST(result.find(part) != result.npos, result << " lacks " << part);
  }

  /// Accepts the target's connection with these papers.
  raw_tls accept(const papers& own, int version_max = TLS1_3_VERSION) {
    tls_settings settings{own, side::server};
    settings.limit_version(version_max);
    return {listener.accept(soon()), settings, side::server};
  }

  /// A dialed listener after the TLS handshake.
  raw_peer accept_as(const std::string& id) {
    auto tls = accept(w.passports().member(id));
    BOOST_REQUIRE(tls.shake_hands());
    return {std::move(tls), id};
  }

  /// The target dials an honest listener and is connected.
  void check_honest_dial(const std::string& expected_id) {
    auto number = dial(listener.port(), expected_id);
    auto peer = accept_as("listener");
    peer.welcome(w.fresh_id());
    BOOST_TEST(result_of(number) == "none");
    BOOST_TEST((peer.ask(w.service(), "hello") == "listener:hello"));
    peer.tls().notify_close();
    BOOST_TEST(peer.end().ended);
  }

  /// The target dials a listener with these papers.
  void check_impostor(const papers& own, const std::string& code,
                      std::initializer_list<std::string> parts) {
    auto number = dial(listener.port());
    auto tls = accept(own);
    tls.shake_hands();
    check_result(number, code, listener.port(), parts);
    BOOST_TEST(tls.socket().ends_before(soon()));
  }
};

/// A listener whose queue is full: the kernel drops what else comes.
struct black_hole {
  raw_socket listener = raw_socket::listen(0);
  std::vector<raw_socket> queue;

  black_hole() {
    for (int i = 0; i < 4; ++i)
      queue.push_back(raw_socket::begin_connect(listener.port()));
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(dialed, dial_attack)

BOOST_AUTO_TEST_CASE(a_member_is_connected_with_and_without_a_name) {
  check_honest_dial("listener");
  BOOST_TEST(eventually([&] { return w.target().stats()["links"] == 1; }));
  check_honest_dial("-");
}

BOOST_AUTO_TEST_CASE(a_port_where_nobody_listens_is_unreachable) {
  auto port = listener.port();
  listener.close();
  check_result(dial(port), "unreachable", port, {"refused"});
}

BOOST_AUTO_TEST_CASE(a_listener_that_says_nothing_times_out) {
  auto number = dial(listener.port());
  auto silent = listener.accept(soon());
  check_result(number, "timed_out", listener.port(),
               {"TLS handshake", "2000 ms"});
}

BOOST_AUTO_TEST_CASE(a_listener_that_does_not_speak_tls_is_named_so) {
  auto number = dial(listener.port());
  auto socket = listener.accept(soon());
  BOOST_TEST(socket.send("HTTP/1.1 400 Bad Request\r\n\r\n", soon()));
  check_result(number, "not_tls", listener.port());
}

BOOST_AUTO_TEST_CASE(a_listener_that_closes_at_once_is_lost) {
  auto number = dial(listener.port());
  listener.accept(soon()).close();
  check_result(number, "peer_lost", listener.port());
}

BOOST_AUTO_TEST_CASE(another_authority_is_not_trusted) {
  check_impostor(w.passports().stranger("impostor"), "untrusted_ca", {});
}

BOOST_AUTO_TEST_CASE(an_expired_certificate_is_named_so) {
  check_impostor(w.passports().expired("impostor"), "expired", {});
}

BOOST_AUTO_TEST_CASE(another_name_is_told_with_both_names) {
  check_impostor(w.passports().member("somebody"), "name_mismatch",
                 {"impostor", "somebody"});
}

BOOST_AUTO_TEST_CASE(a_listener_of_tls_1_2_turns_us_away) {
  auto number = dial(listener.port());
  auto tls = accept(w.passports().member("impostor"), TLS1_2_VERSION);
  BOOST_TEST(!tls.shake_hands());
  check_result(number, "refused_by_peer", listener.port(),
               {"protocol version"});
}

BOOST_AUTO_TEST_CASE(an_alert_is_a_refusal) {
  auto number = dial(listener.port());
  auto own = w.passports().member("impostor");
  tls_settings settings{own, side::server};
  settings.trust_nobody();
  raw_tls tls{listener.accept(soon()), settings, side::server};
  BOOST_TEST(!tls.shake_hands());
  check_result(number, "refused_by_peer", listener.port(), {"alert"});
}

BOOST_AUTO_TEST_CASE(a_refusal_in_words_is_told) {
  auto number = dial(listener.port());
  auto peer = accept_as("impostor");
  v1::LinkRefusal words;
  words.set_code(static_cast<std::uint32_t>(ec::overloaded));
  words.set_text("come back\nlater");
  raw_frame frame;
  frame.operation = op::refusal;
  frame.payload = words.SerializeAsString();
  BOOST_TEST(peer.send(frame));
  check_result(number, "refused_by_peer", listener.port(), {"come back?later"});
}

BOOST_AUTO_TEST_CASE(garbage_after_the_handshake_is_a_protocol_error) {
  auto number = dial(listener.port());
  auto peer = accept_as("impostor");
  BOOST_TEST(peer.tls().send(std::string(4096, '\xF7')));
  check_result(number, "protocol_error", listener.port(),
               {"message_before_hello"});
}

BOOST_AUTO_TEST_CASE(a_listener_that_says_no_hello_times_out) {
  auto number = dial(listener.port());
  auto peer = accept_as("impostor");
  check_result(number, "timed_out", listener.port(), {"mesh handshake"});
}

BOOST_AUTO_TEST_CASE(another_hello_than_the_certificate_is_a_protocol_error) {
  auto number = dial(listener.port());
  auto peer = accept_as("impostor");
  BOOST_TEST(peer.send_hello("honest"));
  auto result = result_of(number);
  BOOST_TEST(result.find("protocol_error") == 0u, result);
  BOOST_TEST(result.find("'impostor' says it is \"honest\"") != result.npos,
             result);
}

BOOST_AUTO_TEST_CASE(a_handshake_of_the_dialing_side_is_a_protocol_error) {
  auto number = dial(listener.port());
  auto peer = accept_as("impostor");
  BOOST_TEST(peer.send_hello("impostor"));
  BOOST_TEST(peer.send_handshake(w.fresh_id()));
  check_result(number, "protocol_error", listener.port(),
               {"handshake_direction"});
}

BOOST_AUTO_TEST_CASE(another_application_is_a_protocol_error) {
  auto number = dial(listener.port());
  auto peer = accept_as("impostor");
  BOOST_TEST(peer.send_hello("impostor"));
  BOOST_TEST(peer.send_server_handshake(w.fresh_id(), "other-application"));
  check_result(number, "protocol_error", listener.port(), {"malformed_basp"});
}

BOOST_AUTO_TEST_CASE(a_black_hole_costs_only_its_own_dial) {
  black_hole hole;
  auto port = hole.listener.port();
  std::vector<std::string> lost;
  for (int i = 0; i < 5; ++i)
    lost.push_back(dial(port));
  check_impostor(w.passports().member("somebody"), "name_mismatch", {});
  check_honest_dial("listener");
  for (auto& number : lost)
    check_result(number, "timed_out", port, {"TCP connect", "2000 ms"});
}

BOOST_AUTO_TEST_SUITE_END()
