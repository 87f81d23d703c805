#include "mesh/restart_rule.hpp"

#include <utility>

namespace aegis::mesh {

restart_rule::restart_rule(terms x, random_source random)
  : terms_(x), random_(std::move(random)), pace_(x.pause_min, x.pause_max) {
  // nop
}

std::optional<instant> restart_rule::on_failure(instant now) {
  while (!recent_.empty() && now - recent_.front() >= terms_.window)
    recent_.pop_front();
  if (recent_.empty())
    pace_.reset();
  recent_.push_back(now);
  if (recent_.size() > terms_.restarts_max)
    return std::nullopt;
  return now + pace_.next(random_);
}

} // namespace aegis::mesh
