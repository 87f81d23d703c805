#include "mesh/circuit.hpp"

#include <algorithm>

namespace aegis::mesh {

namespace {

/// 2^16 parts: where the share of a provider begins that comes back.
constexpr std::uint64_t share_min = 65'536 / 20;

} // namespace

bool circuit_times::admits(instant now, std::uint64_t random) const noexcept {
  if (now >= return_until)
    return true;
  if (now < open_until)
    return false;
  auto gone = static_cast<std::uint64_t>((now - open_until).count());
  auto whole = static_cast<std::uint64_t>((return_until - open_until).count());
  auto step = std::max<std::uint64_t>(whole >> 16, 1);
  return (random >> 48) < std::max(gone / step, share_min);
}

circuit::circuit(circuit_settings x) : settings_(x) {
  // nop
}

void circuit::roll(instant now) {
  if (now < window_end_)
    return;
  window_end_ = now + settings_.window;
  calls_ = 0;
  failures_ = 0;
}

bool circuit::on_success(instant now) {
  roll(now);
  ++calls_;
  in_a_row_ = 0;
  if (repeats_ == 0 || times_.state(now) != circuit_state::closed
      || now - times_.return_until < settings_.return_time)
    return false;
  repeats_ = 0; // it has been well for a while
  return false;
}

bool circuit::on_failure(instant now, const permission& may_eject) {
  roll(now);
  ++calls_;
  ++failures_;
  ++in_a_row_;
  auto state = times_.state(now);
  // What was sent before the ejection says nothing new.
  if (state == circuit_state::open)
    return false;
  if (state == circuit_state::closed && !is_outlier())
    return false;
  return eject(now, may_eject);
}

bool circuit::is_outlier() const {
  return in_a_row_ >= settings_.failures_in_a_row
         || (calls_ >= settings_.calls_min
             && std::uint64_t{failures_} * 100
                  >= std::uint64_t{calls_} * settings_.failure_percent);
}

bool circuit::eject(instant now, const permission& may_eject) {
  auto doublings = std::min(repeats_, 16u);
  auto pause = std::min(settings_.ejection_min * (1 << doublings),
                        settings_.ejection_max);
  if (may_eject && !may_eject(now + pause))
    return false;
  times_.open_until = now + pause;
  times_.return_until = times_.open_until + settings_.return_time;
  ++repeats_;
  ++ejections_;
  in_a_row_ = 0;
  calls_ = 0;
  failures_ = 0;
  return true;
}

} // namespace aegis::mesh
