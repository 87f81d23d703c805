#pragma once

#include "mesh/backoff.hpp"
#include "mesh/instant.hpp"

#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>

namespace aegis::mesh {

/// Decides when an actor that failed is started again, and when it is given up:
/// after more than `restarts_max` failures within `window`. (The restart
/// intensity of Erlang/OTP's supervisors, with pauses that grow.)
///
/// Deterministic. Not thread-safe.
class restart_rule {
public:
  struct terms {
    std::chrono::milliseconds pause_min{100};
    std::chrono::milliseconds pause_max{10'000};
    std::size_t restarts_max = 5;
    std::chrono::milliseconds window{60'000};
  };

  restart_rule(terms x, random_source random);

  /// It has failed. @returns when to start it again, or nothing: give it up.
  std::optional<instant> on_failure(instant now);

  /// Failures within the window that ended at the last one.
  std::size_t failures() const noexcept {
    return recent_.size();
  }

private:
  terms terms_;
  random_source random_;
  backoff pace_;
  std::deque<instant> recent_;
};

} // namespace aegis::mesh
