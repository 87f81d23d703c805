#pragma once

#include <aegis/defaults.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>

namespace aegis::mesh {

/// Monotonic time, handed in by the caller.
using instant = std::chrono::steady_clock::time_point;

/// How long members are suspected before they count as down.
struct suspicion_settings {
  /// Between two probes of a node.
  std::chrono::milliseconds probe_interval = defaults::probe_interval;
  /// How long news take from one member to the next.
  std::chrono::milliseconds step = defaults::suspicion_step;
  /// Periods of the shortest time (Lifeguard's alpha, section V).
  unsigned alpha = defaults::suspicion_alpha;
  /// The longest time is this many times the shortest (Lifeguard's beta).
  unsigned beta = defaults::suspicion_beta;
  /// Independent accusers after which the shortest time holds (Lifeguard's K).
  unsigned confirmations = defaults::suspicion_confirmations;
};

/// The shortest time that a member is suspected in a mesh of `members` nodes:
/// `alpha * probe_interval + 2 * ceil(log2(members + 1)) * step`.
///
/// SWIM (section 4.2) and Lifeguard have `alpha * log10(members)` periods: news
/// ride on probes there, one step a period. Here they are pushed, so that only
/// the steps to the accused and back grow with the mesh. Base 2 is half of what
/// a push reaches without losses and repetitions.
std::chrono::milliseconds suspicion_min(const suspicion_settings& x,
                                        std::size_t members);

/// One member's trial. The time left for it to refute shrinks with each
/// independent accuser, from the longest to the shortest time (Lifeguard,
/// section IV-B):
/// `max - (max - min) * log(C + 1) / log(K + 1)`, C accusers beyond the first.
/// A node that is alone with its suspicion thus waits longest.
///
/// What others say shortens a trial but never decides it: at its end the member
/// is down only if this node has evidence of its own.
class suspicion {
public:
  suspicion(std::uint64_t incarnation, std::string first_accuser, instant begun,
            const suspicion_settings& settings, std::size_t members);

  /// Counts an accuser once.
  /// @returns true if it was new and counts: K do.
  bool confirm(const std::string& accuser);

  /// When the member is down, or the trial over, unless it refutes.
  instant deadline() const;

  /// Which life of the member is suspected.
  std::uint64_t incarnation() const noexcept {
    return incarnation_;
  }

  // -- evidence --------------------------------------------------------------

  /// This node's own: a failed probe, a lost connection.
  bool has_evidence() const noexcept {
    return evidence_;
  }

  void evidence(bool x) noexcept {
    evidence_ = x;
  }

  // -- its end ---------------------------------------------------------------

  /// False once it has run out; the accusers stay known.
  bool open() const noexcept {
    return open_;
  }

  void close() noexcept {
    open_ = false;
    evidence_ = false;
  }

  /// A new trial with the accusers of the one that has run out.
  void begin_again(instant now) noexcept {
    open_ = true;
    begun_ = now;
  }

  /// Gives it more time, because this node itself stood still.
  void postpone(instant::duration by) noexcept {
    begun_ += by;
  }

private:
  std::uint64_t incarnation_;
  instant begun_;
  std::chrono::milliseconds min_;
  std::chrono::milliseconds max_;
  unsigned confirmations_max_;
  bool evidence_ = false;
  bool open_ = true;
  std::set<std::string> accusers_;
};

} // namespace aegis::mesh
