#pragma once

#include "world.hpp"

namespace aegis::test {

/// A case with a member of the mesh, mallory, whose connection is up.
struct member_attack : attack {
  std::optional<raw_peer> mallory;

  void setup() {
    mallory.emplace(w.join("mallory"));
  }

  void teardown() {
    mallory.reset();
    attack::teardown();
  }

  /// A direct message to an actor of the target.
  static raw_frame message(std::uint64_t actor, std::string payload,
                           std::uint64_t id = mid::async) {
    raw_frame result;
    result.operation = op::direct_message;
    result.data = id;
    result.source = 77;
    result.dest = actor;
    result.payload = std::move(payload);
    return result;
  }

  /// An encoded `caf::error` without context.
  static payload_maker an_error() {
    return payload_maker{}
      .number(std::uint8_t{1})
      .number(std::uint64_t{1})
      .number(std::uint16_t{0})
      .text("@<>");
  }

  /// The connection ended, and the peer was told why.
  static void check_refusal(const ending& end, const std::string& reason) {
    BOOST_TEST(end.ended);
    BOOST_REQUIRE(end.refusal);
    BOOST_TEST(end.refusal->code()
               == static_cast<std::uint32_t>(ec::protocol_error));
    BOOST_TEST(end.refusal->text().find(reason) != std::string::npos,
               end.refusal->text());
  }

  /// The target ends mallory's connection, tells why and counts it.
  void check_breach(const raw_frame& frame, const std::string& reason) {
    auto before = w.refusals(reason);
    BOOST_TEST(mallory->send(frame));
    check_refusal(mallory->end(), reason);
    BOOST_TEST(w.refused(reason, before));
  }

  /// Mallory's connection is up and its caller is known.
  void check_lives() {
    auto answer = mallory->ask(w.service(), "still");
    BOOST_TEST((answer == "mallory:still"), answer.value_or("no answer"));
  }

  /// The target counts the frame, says nothing and lets mallory live.
  void check_dropped(const raw_frame& frame, const std::string& reason) {
    auto before = w.refusals(reason);
    BOOST_TEST(mallory->send(frame));
    check_lives();
    BOOST_TEST(w.refused(reason, before));
  }
};

} // namespace aegis::test
