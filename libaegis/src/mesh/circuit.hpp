#pragma once

#include "mesh/instant.hpp"

#include <chrono>
#include <cstdint>
#include <functional>

namespace aegis::mesh {

enum class circuit_state : std::uint8_t {
  closed,    ///< calls pass
  open,      ///< ejected: none do
  half_open, ///< on its return: a growing share of them passes
};

/// When a provider is ejected, and how it comes back.
struct circuit_settings {
  /// Failures in a row that eject it.
  std::uint32_t failures_in_a_row = 5;
  /// Or this share of failures, in percent, ...
  std::uint32_t failure_percent = 50;
  /// ... among at least so many calls of one window.
  std::uint32_t calls_min = 20;
  std::chrono::milliseconds window{10'000};
  /// How long it is ejected the first time; each further ejection that follows
  /// takes twice as long.
  std::chrono::milliseconds ejection_min{1'000};
  std::chrono::milliseconds ejection_max{60'000};
  /// How long the return takes.
  std::chrono::milliseconds return_time{10'000};
};

/// What senders have to know of a circuit; changes rarely.
struct circuit_times {
  instant open_until{};   ///< ejected until then
  instant return_until{}; ///< and coming back until then

  circuit_state state(instant now) const noexcept {
    return now < open_until     ? circuit_state::open
           : now < return_until ? circuit_state::half_open
                                : circuit_state::closed;
  }

  /// Whether a call may go there. Half open, its share grows from a twentieth
  /// to all of what would be its turn.
  /// @param random  uniform over all values
  bool admits(instant now, std::uint64_t random) const noexcept;
};

/// Decides on what became of a provider's calls whether to eject it as an
/// outlier. A failure during the return ejects it again.
///
/// Deterministic. Not thread-safe. Time must not go back.
class circuit {
public:
  explicit circuit(circuit_settings x = {});

  /// Says whether an ejection until this moment is allowed.
  using permission = std::function<bool(instant)>;

  /// @returns true if `times()` has changed.
  bool on_success(instant now);
  bool on_failure(instant now, const permission& may_eject = nullptr);

  const circuit_times& times() const noexcept {
    return times_;
  }

  /// Times it was ejected.
  std::uint64_t ejections() const noexcept {
    return ejections_;
  }

private:
  void roll(instant now);
  bool is_outlier() const;
  bool eject(instant now, const permission& may_eject);

  circuit_settings settings_;
  circuit_times times_;
  instant window_end_{};
  std::uint32_t calls_ = 0;    ///< in the window
  std::uint32_t failures_ = 0; ///< in the window
  std::uint32_t in_a_row_ = 0;
  std::uint32_t repeats_ = 0; ///< ejections that followed each other
  std::uint64_t ejections_ = 0;
};

} // namespace aegis::mesh
