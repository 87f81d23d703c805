#pragma once

#include "world.hpp"

#include <initializer_list>
#include <string>

namespace aegis::test {

/// A case in which the target dials a listener of the test.
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
    tls_settings settings{own, tls_settings::side::server};
    settings.limit_version(version_max);
    return {listener.accept(soon()), settings, tls_settings::side::server};
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

} // namespace aegis::test
