#include "wire/health_codec.hpp"

#include "aegis/defaults.hpp"
#include "core/utf8.hpp"

#include <string>
#include <utility>

namespace aegis::wire {

namespace {

/// What a receiver accepts of a text that anybody may have written: protobuf
/// refuses a whole message for one byte that is not UTF-8.
std::string fit(std::string text) {
  return core::printable_utf8(std::move(text), defaults::frame_text_max_bytes);
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
