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
  /// Multiplies the shortest time (Lifeguard's alpha, section V).
  unsigned alpha = defaults::suspicion_alpha;
  /// The longest time is this many times the shortest (Lifeguard's beta).
  unsigned beta = defaults::suspicion_beta;
  /// Independent accusers after which the shortest time holds (Lifeguard's K).
  unsigned confirmations = defaults::suspicion_confirmations;
};

/// The shortest time that a member is suspected in a mesh of `members` nodes:
/// `alpha * max(1, log10(members)) * probe_interval`. It grows with the number
/// of steps that a refutation takes through the mesh. (Das, Gupta, Motivala:
/// "SWIM", 2002, section 4.2; logarithm to the base 10 as in Lifeguard.)
std::chrono::milliseconds suspicion_min(const suspicion_settings& x,
                                        std::size_t members);

/// One member's trial. The time left for it to refute shrinks with each
/// independent accuser, from the longest to the shortest time (Lifeguard,
/// section IV-B):
/// `max - (max - min) * log(C + 1) / log(K + 1)`, C accusers beyond the first.
/// A node that is alone with its suspicion thus waits longest.
class suspicion {
public:
  suspicion(std::uint64_t incarnation, std::string first_accuser, instant begun,
            const suspicion_settings& settings, std::size_t members);

  /// Counts an accuser once.
  /// @returns true if it was new and counts: K do.
  bool confirm(const std::string& accuser);

  /// When the member is down unless it refutes.
  instant deadline() const;

  /// Which life of the member is suspected.
  std::uint64_t incarnation() const noexcept {
    return incarnation_;
  }

private:
  std::uint64_t incarnation_;
  instant begun_;
  std::chrono::milliseconds min_;
  std::chrono::milliseconds max_;
  unsigned confirmations_max_;
  std::set<std::string> accusers_;
};

} // namespace aegis::mesh
