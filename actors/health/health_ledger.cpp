#include "actors/health/health_ledger.hpp"

#include <utility>

namespace aegis::detail {

void health_ledger::set(health_status status, std::string message,
                        timestamp_ms now) {
  said_ = status;
  message_ = std::move(message);
  last_checked_ = now;
}

void health_ledger::record(const std::vector<check_finding>& findings,
                           timestamp_ms now) {
  last_checked_ = now;
  failures_.clear();
  found_ = findings.empty() ? health_status::unknown : health_status::healthy;
  for (const auto& finding : findings) {
    if (finding.result)
      continue;
    found_ = health_status::unhealthy;
    if (!failures_.empty())
      failures_ += "; ";
    failures_ += finding.checker + ": " + to_string(finding.result.error());
  }
}

health health_ledger::current() const {
  health result;
  result.message = message_;
  result.last_checked = last_checked_;
  if (found_ == health_status::unhealthy) {
    result.status = health_status::unhealthy;
    result.error = failures_;
  } else if (said_ == health_status::unhealthy) {
    result.status = health_status::unhealthy;
    result.error = message_.empty() ? "set by the application" : message_;
  } else {
    result.status = said_ == health_status::unknown ? found_ : said_;
  }
  return result;
}

} // namespace aegis::detail
