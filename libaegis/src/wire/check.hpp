#pragma once

#include "aegis/fault.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace aegis::wire {

/// Checks a text from a peer: at most `max` bytes of UTF-8 without control
/// characters, as people will see it on terminals. `field` is the name for the
/// error.
/// @returns `ec::malformed_message`.
outcome<done> check_text(std::string_view field, std::string_view value,
                         std::size_t max);

/// Checks a number of things against its limit.
/// @returns `ec::malformed_message`.
outcome<done> check_count(std::string_view field, std::size_t count,
                          std::size_t max);

/// Latest time that a peer may name: the end of the nanoseconds since 1970 that
/// std::chrono::system_clock counts in 64 bits. Later ones overflow as soon as
/// somebody compares them with the clock.
inline constexpr std::int64_t time_max_ms = 9'223'372'036'854;

/// Checks milliseconds since 1970.
/// @returns `ec::malformed_message`.
outcome<done> check_time(std::string_view field, std::int64_t ms);

/// Turns any fault into `ec::malformed_message`, naming the field.
fault malformed(std::string_view field, const fault& why);

/// Returns the first fault of the checks, which run in order until then.
template <class... Checks>
outcome<done> check_all(Checks&&... checks) {
  outcome<done> result = done{};
  static_cast<void>((static_cast<bool>(result = checks()) && ...));
  return result;
}

} // namespace aegis::wire
