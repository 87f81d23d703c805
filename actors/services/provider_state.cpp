#include "actors/services/provider_state.hpp"

namespace aegis::detail {

namespace {

using mesh::instant;

} // namespace

mesh::circuit_times provider_state::times() const noexcept {
  return {
    instant{instant::duration{open_until_.load(std::memory_order_relaxed)}},
    instant{instant::duration{return_until_.load(std::memory_order_relaxed)}}};
}

/// A reader between the two stores sees the provider as still open or as closed
/// for a moment; either is a state that it was or will be in.
void provider_state::publish() {
  auto& x = circuit_.times();
  return_until_.store(x.return_until.time_since_epoch().count(),
                      std::memory_order_relaxed);
  open_until_.store(x.open_until.time_since_epoch().count(),
                    std::memory_order_relaxed);
}

bool provider_state::ended(result what, std::chrono::nanoseconds took,
                           instant now) {
  outstanding_.fetch_sub(1, std::memory_order_relaxed);
  switch (what) {
    case result::answered: {
      latency_.on_answer(took, now);
      std::unique_lock guard{mtx_};
      circuit_.on_success(now);
      return false;
    }
    case result::refused:
      latency_.on_failure(took, now);
      return false;
    case result::failed: {
      latency_.on_failure(took, now);
      std::unique_lock guard{mtx_};
      auto may_eject
        = [&](instant end) { return !cap_ || cap_->take(now, end); };
      if (!circuit_.on_failure(now, may_eject))
        return false;
      publish();
      return true;
    }
    case result::dropped:
      // Another was faster: it takes at least so long.
      if (took > latency_.value(now))
        latency_.on_answer(took, now);
      return false;
  }
  return false;
}

} // namespace aegis::detail
