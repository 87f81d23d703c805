// Whatever a member sends: good frames with changed bytes, and bytes without
// any sense, from a fixed seed.

#include "member_attack.hpp"

#include <random>
#include <vector>

using namespace aegis;
using namespace aegis::test;

namespace {

constexpr int rounds = sanitized ? 100 : 400;

constexpr std::uint64_t first_seed = 20'240'117;

/// Frames of one connection, unless it ends before.
constexpr int frames_per_round = 20;

using dice = std::mt19937_64;

std::size_t below(dice& r, std::size_t n) {
  return static_cast<std::size_t>(r() % n);
}

struct mutation_attack : attack {
  /// What an honest member sends, and what it could.
  std::vector<raw_frame> samples(const raw_peer& peer) {
    std::vector<raw_frame> result;
    for (auto actor : {w.service(), w.hidden()})
      for (auto id : {mid::async, std::uint64_t{5}, mid::response | 5}) {
        result.push_back(member_attack::message(actor, text_message("x"), id));
        std::string frame = payload_maker{}
                              .message("@<>+aegis.frame")
                              .number(std::uint16_t{7})
                              .text("some bytes");
        result.push_back(member_attack::message(actor, frame, id));
        std::string handles = payload_maker{}
                                .message("@<>+@actorvec")
                                .size(1)
                                .number(std::uint64_t{5})
                                .node(peer.id().process, peer.id().host);
        result.push_back(member_attack::message(actor, handles, id));
      }
    for (auto operation : {op::monitor_message, op::down_message,
                           op::client_handshake, op::heartbeat}) {
      raw_frame frame;
      frame.operation = operation;
      frame.dest = w.service();
      frame.source = 78;
      if (operation != op::heartbeat)
        frame.payload = peer.id_pair() + std::string{member_attack::an_error()};
      result.push_back(frame);
    }
    return result;
  }

  /// Changes, drops or repeats some bytes; the size is set right at times, so
  /// that what is behind the header is reached.
  static std::string mutated(dice& r, const raw_frame& sample) {
    auto bytes = sample.bytes();
    for (auto n = 1 + below(r, 4); n > 0; --n) {
      auto at = below(r, bytes.size());
      switch (below(r, 4)) {
        case 0:
          bytes[at] = static_cast<char>(r());
          break;
        case 1:
          bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(r, 8)));
          break;
        case 2:
          bytes.insert(at, bytes.substr(at, below(r, 16)));
          break;
        default:
          bytes.erase(at, bytes.size() > 48 ? below(r, 8) : 0);
      }
    }
    if (below(r, 4) != 0 && bytes.size() >= 32) {
      std::string size
        = payload_maker{}.number(static_cast<std::uint32_t>(bytes.size() - 32));
      bytes.replace(4, 4, size);
    }
    return bytes;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(mutations, mutation_attack)

BOOST_AUTO_TEST_CASE(changed_frames_harm_nobody_else) {
  for (int round = 0; round < rounds; ++round) {
    auto seed = first_seed + static_cast<std::uint64_t>(round);
    BOOST_TEST_CONTEXT("seed " << seed) {
      dice r{seed};
      auto id = "mallory-" + std::to_string(round % 8);
      auto peer = w.enter(id);
      peer.join(w.fresh_id());
      auto frames = samples(peer);
      for (int i = 0; i < frames_per_round; ++i)
        if (!peer.tls().send(mutated(r, frames[below(r, frames.size())])))
          break;
    }
  }
}

BOOST_AUTO_TEST_CASE(noise_inside_of_payloads_harms_nobody_else) {
  auto peer = w.join("mallory");
  dice r{first_seed};
  for (int round = 0; round < 5 * rounds; ++round) {
    std::string noise(below(r, 200), '\0');
    for (auto& c : noise)
      c = static_cast<char>(r());
    std::string types = "@<>";
    const char* names[]
      = {"+@str",     "+@i32",        "+@actorvec", "+@strvec",
         "+@charbuf", "+aegis.frame", "+@strmap",   "+@node",
         "+@actor",   "+@timespan",   "+double",    "+@message"};
    for (auto n = 1 + below(r, 3); n > 0; --n)
      types += names[below(r, std::size(names))];
    std::string payload = payload_maker{}.message(types);
    BOOST_REQUIRE(
      peer.send(member_attack::message(w.service(), payload + noise, 900)));
  }
  BOOST_TEST((peer.ask(w.service(), "still") == "mallory:still"));
}

BOOST_AUTO_TEST_CASE(frames_of_every_kind_to_the_endpoint) {
  auto peer = w.enter("mallory");
  peer.join(w.fresh_id());
  dice r{first_seed};
  for (std::uint16_t kind = 0; kind < 20; ++kind)
    for (std::size_t size : {0, 1, 40, 4000}) {
      std::string noise(size, '\0');
      for (auto& c : noise)
        c = static_cast<char>(r());
      std::string payload
        = payload_maker{}.message("@<>+aegis.frame").number(kind).text(noise);
      BOOST_REQUIRE(peer.send(member_attack::message(
        peer.endpoint(), payload, kind % 2 == 0 ? 900u : mid::async)));
    }
  BOOST_TEST((peer.ask(w.service(), "still") == "mallory:still"));
}

BOOST_AUTO_TEST_SUITE_END()
