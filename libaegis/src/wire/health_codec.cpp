#include "wire/health_codec.hpp"

#include "aegis/defaults.hpp"

#include <algorithm>
#include <string>

namespace aegis::wire {

namespace {

/// Protobuf strings are UTF-8: a cut must not fall into a character.
std::string fit(std::string text) {
  constexpr auto max = defaults::frame_text_max_bytes;
  if (text.size() > max) {
    auto end = max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
      --end;
    text.resize(end);
  }
  std::replace_if(
    text.begin(), text.end(),
    [](char c) {
      auto byte = static_cast<unsigned char>(c);
      return byte < 0x20 || byte == 0x7f;
    },
    ' ');
  return text;
}

} // namespace

v1::Health to_wire(const health& x) {
  v1::Health result;
  result.set_status(static_cast<v1::HealthStatus>(x.status));
  result.set_message(fit(x.message));
  result.set_error(fit(x.error));
  result.set_last_checked_ms(x.last_checked.time_since_epoch().count());
  return result;
}

health from_wire(const v1::Health& x) {
  health result;
  if (v1::HealthStatus_IsValid(x.status()))
    result.status = static_cast<health_status>(x.status());
  result.message = x.message();
  result.error = x.error();
  result.last_checked
    = timestamp_ms{std::chrono::milliseconds{x.last_checked_ms()}};
  return result;
}

} // namespace aegis::wire
