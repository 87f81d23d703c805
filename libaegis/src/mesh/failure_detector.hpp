#pragma once

#include "mesh/awareness.hpp"
#include "mesh/probe_order.hpp"
#include "mesh/suspicion.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace aegis::mesh {

/// SWIM's protocol period and helpers; see `suspicion_settings` for the rest.
struct detector_settings {
  suspicion_settings suspicion;
  /// How long a direct probe may take before others are asked to help.
  std::chrono::milliseconds probe_timeout = defaults::probe_timeout;
  /// Members that are asked to help (SWIM's k).
  std::size_t helpers = defaults::probe_helpers;
  unsigned awareness_max = defaults::awareness_max;
};

/// Ask a member whether it is there; `on_answer` tells of it. If it is
/// suspected, it shall hear so with the question and can refute at once
/// (Lifeguard's buddy system, section IV-C).
struct probe_wanted {
  std::uint64_t probe = 0;
  std::string target;
  bool suspected = false;
};

/// Ask these members to probe the target in turn; `on_answer` and `on_refusal`
/// tell of what comes back.
struct help_wanted {
  std::uint64_t probe = 0;
  std::string target;
  std::vector<std::string> helpers;
};

/// A member shall count as suspect in this incarnation.
struct member_suspected {
  std::string target;
  std::uint64_t incarnation = 0;
};

/// A member did not refute in time and shall count as down.
struct member_failed {
  std::string target;
  std::uint64_t incarnation = 0;
};

using detector_action
  = std::variant<probe_wanted, help_wanted, member_suspected, member_failed>;

using detector_actions = std::vector<detector_action>;

/// Decides which members to probe, whom to suspect and whom to give up: SWIM
/// with the three corrections of Lifeguard. Sends nothing itself: each call
/// returns what is to be done, in order. At most one probe is under way.
///
/// Deterministic for the same seed and calls. Not thread-safe. Time must not go
/// back.
class failure_detector {
public:
  failure_detector(std::string self_id, const detector_settings& settings,
                   random_source random);

  // -- members ---------------------------------------------------------------

  /// A member is alive in this incarnation: it joined, or refuted. A suspicion
  /// of an earlier incarnation ends.
  void on_alive(const std::string& id, std::uint64_t incarnation);

  /// A member left or is down; nothing more is said about it.
  void on_gone(const std::string& id);

  // -- suspicion -------------------------------------------------------------

  /// Somebody suspects a member of being dead. Starts its trial, or confirms
  /// the one under way. What is said of an incarnation other than the known one
  /// counts for nothing.
  detector_actions on_accusation(const std::string& id,
                                 std::uint64_t incarnation,
                                 const std::string& accuser, instant now);

  /// The connection to a member is lost: this node's own reason to suspect it.
  detector_actions on_connection_lost(const std::string& id, instant now);

  /// Somebody suspects this node.
  void on_self_accused();

  // -- probes ----------------------------------------------------------------

  /// The target of a probe was reached, by this node or a helper. Late answers
  /// are ignored.
  void on_answer(std::uint64_t probe);

  /// A helper could not reach the target either, but is there itself.
  void on_refusal(std::uint64_t probe, const std::string& helper);

  /// Time passes. To be called at `due()`, or whenever.
  detector_actions on_time(instant now);

  /// When `on_time` has something to do next.
  instant due() const;

  const awareness& health() const noexcept {
    return health_;
  }

  bool suspects(const std::string& id) const {
    return trials_.count(id) != 0;
  }

private:
  /// The probe under way.
  struct probe {
    std::uint64_t number = 0;
    std::string target;
    instant help_at;
    std::vector<std::string> silent_helpers;
    bool asked_for_help = false;
    bool has_helpers = false;
    bool answered = false;
  };

  void suspect(const std::string& id, const std::string& accuser, instant now,
               detector_actions& out);
  void end_trials(instant now, detector_actions& out);
  void end_period(instant now, detector_actions& out);
  void begin_period(instant now, detector_actions& out);
  void ask_for_help(detector_actions& out);

  std::string self_id_;
  detector_settings settings_;
  random_source random_;
  awareness health_;
  probe_order order_;
  std::map<std::string, std::uint64_t> members_; ///< to their incarnation
  std::map<std::string, suspicion> trials_;
  std::optional<probe> probe_;
  std::uint64_t last_probe_ = 0;
  std::optional<instant> period_end_; ///< nothing before the first period
};

} // namespace aegis::mesh
