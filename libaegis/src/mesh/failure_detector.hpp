#pragma once

#include "mesh/awareness.hpp"
#include "mesh/member_walk.hpp"
#include "mesh/probe_order.hpp"
#include "mesh/suspicion.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
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
  /// Probes of neighbours between two of any member, see `failure_detector`.
  unsigned near_probes = defaults::near_probes;
  /// Probes of any member that follow on each alarm.
  unsigned alarm_probes = defaults::alarm_probes;
};

/// Ask a member whether it is there; `on_answer` or `on_unreachable` tell of
/// it. If it is suspected, it shall hear so with the question and can refute at
/// once (Lifeguard's buddy system, section IV-C).
struct probe_wanted {
  std::uint64_t probe = 0;
  std::string target;
  bool suspected = false;
  std::chrono::milliseconds patience{}; ///< later answers are of no use
};

/// Ask these members to probe the target in turn; `on_help` and `on_refusal`
/// tell of what comes back.
struct help_wanted {
  std::uint64_t probe = 0;
  std::string target;
  std::vector<std::string> helpers;
  std::chrono::milliseconds patience{}; ///< later answers are of no use
};

/// This node suspects a member in this incarnation, on own evidence.
struct member_suspected {
  std::string target;
  std::uint64_t incarnation = 0;
};

/// A member did not refute in time what this node has evidence for, and shall
/// count as down.
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
/// Two rules differ from SWIM, since members may lie. Nobody is accused on
/// hearsay: what others say starts a trial and shortens it, but at its end this
/// node accuses only if a probe of its own failed, helpers included, or it lost
/// the connection. So that several nodes have evidence soon, some of those that
/// hear of a suspicion probe the suspect next, at random: twice as many as it
/// takes to shorten the trial, whatever the size of the mesh.
///
/// SWIM probes any member; beyond the members that a node is connected to, each
/// probe costs a handshake then. Here those that it is connected to, its
/// neighbours, are probed most of the time. A member is thus probed as often as
/// before: by those that it is connected to, of whom each has the fewer others
/// to probe the fewer they are. Whoever has no connections that live is found by
/// the probes that still go to any member; and on an alarm, which is a new
/// suspicion, own or heard of, all of them do for a while: one failure may be
/// the first of many, as when a network falls apart.
///
/// Deterministic for the same seed and calls. Not thread-safe. Time must not go
/// back.
class failure_detector {
public:
  failure_detector(std::string self_id, const detector_settings& settings,
                   random_source random);

  // -- members ---------------------------------------------------------------

  /// The table has changed. Its members are those who are probed and suspected.
  /// Who has refuted, by a higher incarnation, is not on trial any more; of who
  /// left or is down, nothing more is said. Costs as much as there are
  /// connections and trials. @pre not null
  void on_table(snapshot_ptr x);

  // -- suspicion -------------------------------------------------------------

  /// Somebody else accuses a member. Starts a trial, or confirms the one under
  /// way. What is said of an incarnation other than the known one counts for
  /// nothing.
  void on_accusation(const std::string& id, std::uint64_t incarnation,
                     const std::string& accuser, instant now);

  /// The connection to a member is lost: this node's own reason to suspect it.
  detector_actions on_connection_lost(const std::string& id, instant now);

  /// A connection to a member is up: what this node had against it is void. It
  /// may still refute what others say.
  void on_reached(const std::string& id);

  /// A connection is there, or not any more, for whatever reason.
  void on_connected(const std::string& id);
  void on_disconnected(const std::string& id);

  /// Somebody suspects this node.
  void on_self_accused();

  // -- probes ----------------------------------------------------------------

  /// The target of a probe has answered this node. Late answers are ignored.
  void on_answer(std::uint64_t probe);

  /// The target of a probe cannot be reached from here: asks for help at once.
  detector_actions on_unreachable(std::uint64_t probe, instant now);

  /// A helper has reached the target.
  void on_help(std::uint64_t probe, const std::string& helper);

  /// A helper could not reach the target either, but is there itself.
  void on_refusal(std::uint64_t probe, const std::string& helper);

  /// Time passes. To be called at `due()`, or whenever.
  ///
  /// If it comes late by more than `probe_timeout`, this node stood still, and
  /// answers may wait in its queues: the probe under way counts for nothing,
  /// and everybody on trial gets the time back.
  detector_actions on_time(instant now);

  /// When `on_time` has something to do next.
  instant due() const;

  const awareness& health() const noexcept {
    return health_;
  }

  /// True while a member is on trial.
  bool suspects(const std::string& id) const;

  /// Members on trial, ordered.
  std::vector<std::string> suspects() const;

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

  void follow_neighbours();
  void follow_trials();
  void take_evidence(const std::string& id, instant now, detector_actions& out);
  void end_trials(instant now, detector_actions& out);
  void end_period(instant now, detector_actions& out);
  void begin_period(instant now, detector_actions& out);
  void ask_for_help(instant now, detector_actions& out);
  void excuse(instant now);
  std::optional<std::string> next_target();
  std::optional<std::string> next_suspect();

  std::string self_id_;
  detector_settings settings_;
  random_source random_;
  awareness health_;
  member_walk members_;    ///< all
  probe_order neighbours_; ///< those among `connected_`
  std::set<std::string> connected_;
  unsigned near_ = 0;  ///< probes of neighbours in a row
  unsigned alarm_ = 0; ///< probes of any member that are left of an alarm
  std::map<std::string, suspicion> trials_; ///< closed ones included
  std::deque<std::string> urgent_; ///< suspects to be probed out of turn
  bool in_turn_ = true;            ///< whether the last target was
  std::optional<probe> probe_;
  std::uint64_t last_probe_ = 0;
  std::optional<instant> period_end_; ///< nothing before the first period
};

} // namespace aegis::mesh
