#pragma once

#include "actors/detector/detector_messages.hpp"
#include "actors/snapshot_cell.hpp"
#include "aegis/actors.hpp"
#include "aegis/settings.hpp"
#include "mesh/failure_detector.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <optional>
#include <string>

namespace aegis::detail {

struct detector_deps {
  std::string node_id;
  peer_manager_internal_actor peers;
  topology_internal_actor topology;
  snapshot_cell_ptr snapshots;
  node_settings::detector_settings settings;
  std::uint64_t seed = 0; ///< of orders and choices
};

/// Owns the failure detector: which member is probed next, who is on trial,
/// how much this node mistrusts itself.
///
/// It hears of records and links by itself, and probes from `detection_start`
/// on. At most one probe of its own is under way. What it finds goes to the
/// topology actor as accusations in this node's name; it never changes a record
/// itself. Any actor of the process may ask it. If it ends, this node accuses
/// nobody any more, while others still may; nobody starts it again.
struct detector_state {
  using pointer = detector_internal_actor::stateful_pointer<detector_state>;

  static constexpr const char* name = "aegis.detector";

  explicit detector_state(pointer ptr) : self(ptr) {}

  void init(detector_deps x);
  detector_internal_actor::behavior_type make_behavior();

  // -- news (detector.cpp) ---------------------------------------------------

  void on_detection_start();
  void on_detector_due();
  void on_table_news(const table_news& x);
  void on_accused(const mesh::record& x);
  void on_link_news(const link_news& x);
  detector_view on_detector_query() const;

  // -- actions (detector_actions.cpp) ----------------------------------------

  /// Does what the failure detector wants and sets the timer.
  void perform(const mesh::detector_actions& actions);
  void carry_out(const mesh::probe_wanted& x);
  void carry_out(const mesh::help_wanted& x);
  void carry_out(const mesh::member_suspected& x);
  void carry_out(const mesh::member_failed& x);
  void accuse(const std::string& id, std::uint64_t incarnation,
              accusation_kind kind);
  void ask_helper(const std::string& helper, const mesh::help_wanted& x);
  /// Makes the target's record part of the question, so that it can refute.
  template <class Question>
  void notify(Question& question, const std::string& target) const;

  mesh::instant now() const {
    return self->clock().now();
  }

  pointer self;
  detector_deps deps;
  mesh::failure_detector detector{{}, {}, mesh::random_source{0}};
  std::uint64_t probes = 0;
  std::uint64_t failures = 0; ///< members that were taken for dead
  bool started = false;
  std::optional<mesh::instant> armed; ///< the earliest timer under way
};

detector_internal_actor::behavior_type detector(detector_state::pointer self,
                                                detector_deps deps);

} // namespace aegis::detail
