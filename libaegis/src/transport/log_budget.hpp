#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace aegis::transport {

/// Limits how often something is logged that strangers can cause at will, so
/// that they cannot fill a disk. Not thread-safe.
class log_budget {
public:
  using time_point = std::chrono::steady_clock::time_point;

  /// Enough for a person to see what goes on, too few to matter.
  static constexpr int lines_per_second = 10;

  /// Asks for a line.
  /// @returns how many were denied since the last one, or nothing if this one
  ///          is denied as well.
  std::optional<std::uint64_t> take(time_point now) {
    if (now - second_ >= std::chrono::seconds{1}) {
      second_ = now;
      left_ = lines_per_second;
    }
    if (left_ == 0) {
      ++denied_;
      return std::nullopt;
    }
    --left_;
    auto result = denied_;
    denied_ = 0;
    return result;
  }

private:
  time_point second_{};
  int left_ = lines_per_second;
  std::uint64_t denied_ = 0;
};

} // namespace aegis::transport
