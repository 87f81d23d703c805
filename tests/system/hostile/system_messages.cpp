// Messages that CAF's runtime handles by itself, from a member, to actors whose
// ids it has guessed or knows.

#include "member_attack.hpp"

#include <caf/atom.hpp>

using namespace aegis;
using namespace aegis::test;

namespace {

struct system_message_attack : attack {
  /// Sends a payload to the exported and to the hidden actor, as a message and
  /// as a request: each ends the connection.
  /// @param make makes the payload, given an encoded handle of the sender's.
  void check_refused(const std::function<std::string(const std::string&)>& make,
                     const std::string& reason = "system_message") {
    for (auto actor : {w.service(), w.hidden()})
      for (auto id : {mid::async, std::uint64_t{5}}) {
        member_attack x;
        x.setup();
        auto own = x.mallory->id();
        std::string handle = payload_maker{}
                               .number(std::uint64_t{77})
                               .node(own.process, own.host);
        x.check_breach(member_attack::message(actor, make(handle), id), reason);
      }
  }

  void check_refused(const std::string& payload) {
    check_refused([&](auto&) { return payload; });
  }
};

std::string head(std::string_view types) {
  return payload_maker{}.message(types);
}

std::string bytes_of(caf::atom_value x) {
  return payload_maker{}.number(static_cast<std::uint64_t>(x));
}

std::string an_error() {
  return member_attack::an_error();
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(system_messages, system_message_attack)

BOOST_AUTO_TEST_CASE(exit_messages_are_refused) {
  check_refused(
    [](auto& handle) { return head("@<>+@exit") + handle + an_error(); });
}

BOOST_AUTO_TEST_CASE(down_messages_are_refused) {
  check_refused(
    [](auto& handle) { return head("@<>+@down") + handle + an_error(); });
}

BOOST_AUTO_TEST_CASE(errors_are_refused_unless_they_answer) {
  check_refused(head("@<>+@error") + an_error());
}

BOOST_AUTO_TEST_CASE(link_requests_are_refused) {
  for (auto word : {caf::atom("link"), caf::atom("unlink")})
    check_refused([&](auto& handle) {
      return head("@<>+@atom+@addr") + bytes_of(word) + handle;
    });
}

BOOST_AUTO_TEST_CASE(requests_to_the_runtime_are_refused) {
  check_refused(head("@<>+@atom+@atom+@str") + bytes_of(caf::atom("sys"))
                + bytes_of(caf::atom("get"))
                + std::string{payload_maker{}.text("info")});
}

BOOST_AUTO_TEST_CASE(timeouts_are_refused) {
  check_refused(head("@<>+@timeout"));
}

BOOST_AUTO_TEST_CASE(openings_of_streams_are_refused) {
  check_refused(head("@<>+@open_stream_msg"));
}

BOOST_AUTO_TEST_CASE(groups_are_refused) {
  check_refused(head("@<>+@str+@group"));
}

BOOST_AUTO_TEST_CASE(durations_are_refused) {
  // CAF prints what an actor does not expect, and crashes on an unknown unit
  auto unit = payload_maker{}.number(std::uint32_t{0x7FFFFFFF});
  check_refused(head("@<>+@duration") + std::string{unit}
                + std::string(16, '\x7F'));
}

BOOST_AUTO_TEST_CASE(forwarding_stacks_are_refused) {
  check_refused(
    [](auto& handle) {
      std::string plain = text_message("x");
      return std::string(1, '\x01') + handle + plain.substr(1);
    },
    "forwarding_stack");
}

BOOST_AUTO_TEST_SUITE_END()
