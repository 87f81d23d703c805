#include "wire/check.hpp"

#include "core/printable.hpp"
#include "core/utf8.hpp"

namespace aegis::wire {

outcome<done> check_text(std::string_view field, std::string_view value,
                         std::size_t max) {
  if (value.size() > max)
    return fault{ec::malformed_message,
                 std::string{field} + ": " + std::to_string(value.size())
                   + " bytes, at most " + std::to_string(max)};
  if (!core::is_utf8(value))
    return fault{ec::malformed_message,
                 std::string{field} + ": not UTF-8: " + core::quoted(value)};
  if (core::has_control_characters(value))
    return fault{ec::malformed_message, std::string{field}
                                          + ": control characters in "
                                          + core::quoted(value)};
  return done{};
}

outcome<done> check_time(std::string_view field, std::int64_t ms) {
  if (ms >= 0 && ms <= time_max_ms)
    return done{};
  return fault{ec::malformed_message,
               std::string{field} + ": " + std::to_string(ms)
                 + " ms is outside the years 1970 to 2262"};
}

outcome<done> check_count(std::string_view field, std::size_t count,
                          std::size_t max) {
  if (count <= max)
    return done{};
  return fault{ec::malformed_message,
               std::string{field} + ": " + std::to_string(count)
                 + " elements, at most " + std::to_string(max)};
}

fault malformed(std::string_view field, const fault& why) {
  return {ec::malformed_message, std::string{field} + ": " + why.text};
}

} // namespace aegis::wire
