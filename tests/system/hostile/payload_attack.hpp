#pragma once

#include "member_attack.hpp"

#include <string>
#include <string_view>

namespace aegis::test {

/// Memory that one payload may cost for a while: some copies of its bytes.
constexpr std::size_t cost_max_bytes = 64u << 20;

/// The head of a message, see `payload_maker`.
inline std::string head(std::string_view types) {
  return payload_maker{}.message(types);
}

/// A case with a member whose payloads must not cost much memory.
struct payload_attack : member_attack {
  std::size_t resident = 0;

  void setup() {
    member_attack::setup();
    resident = w.target().resident_bytes();
  }

  void teardown() {
    BOOST_TEST(eventually([&] {
                 return sanitized
                        || w.target().resident_bytes()
                             < resident + cost_max_bytes;
               }),
               "resident: " << resident << " bytes before, now "
                            << w.target().resident_bytes());
    member_attack::teardown();
  }

  /// The target cannot read the request: its sender hears of it.
  void check_not_understood(const std::string& payload) {
    auto answer = mallory->answer_to(w.service(), payload);
    BOOST_TEST(answer.find("@error") != answer.npos, answer);
    BOOST_TEST(answer.find("malformed_message") != answer.npos, answer);
    check_lives();
  }
};

} // namespace aegis::test
