#include "pki/time.hpp"

#include <ctime>

namespace aegis::pki {

std::optional<timestamp_ms> to_timestamp(const ASN1_TIME* x) {
  std::tm parts{};
  if (x == nullptr || ASN1_TIME_to_tm(x, &parts) != 1)
    return std::nullopt;
  return timestamp_ms{std::chrono::seconds{timegm(&parts)}};
}

std::string to_text(timestamp_ms x) {
  auto since_epoch
    = std::chrono::duration_cast<std::chrono::seconds>(x.time_since_epoch());
  auto seconds = static_cast<std::time_t>(since_epoch.count());
  std::tm parts{};
  if (gmtime_r(&seconds, &parts) == nullptr)
    return "?";
  char buf[40];
  auto n = std::strftime(buf, sizeof(buf), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {buf, n};
}

timestamp_ms now() {
  return std::chrono::time_point_cast<std::chrono::milliseconds>(
    std::chrono::system_clock::now());
}

} // namespace aegis::pki
