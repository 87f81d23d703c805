#pragma once

#include "aegis/health.hpp"

#include <string>
#include <vector>

namespace aegis::detail {

/// What one checker found.
struct check_finding {
  std::string checker;
  outcome<done> result = done{};
};

/// Combines what the application says about this node's health with what the
/// checkers found: the worse of the two holds. Pure; not thread-safe.
class health_ledger {
public:
  /// The application's own word.
  void set(health_status status, std::string message, timestamp_ms now);

  /// The findings of one run of all checkers. A run without checkers changes
  /// nothing but the time.
  void record(const std::vector<check_finding>& findings, timestamp_ms now);

  health current() const;

private:
  health_status said_ = health_status::unknown;
  std::string message_;
  health_status found_ = health_status::unknown;
  std::string failures_;
  timestamp_ms last_checked_{};
};

} // namespace aegis::detail
