#pragma once

#include "aegis/export.hpp"
#include "aegis/fault.hpp"
#include "aegis/settings.hpp"
#include "aegis/simulation/network.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace aegis {
namespace AEGIS_PUBLIC simulation {

/// Which nodes an action is about. The random ones are drawn when it happens.
struct selection {
  enum class kind : std::uint8_t {
    all,
    range,  ///< `first-last`, by index
    share,  ///< `5%` of all, at random
    count,  ///< `3 nodes`, at random
    region, ///< `region north`
    rest,   ///< all that the action did not name before
  };

  kind what = kind::all;
  std::size_t first = 0;
  std::size_t last = 0;
  double share = 0;
  std::string region;
};

// What may happen to nodes and network.

struct start_action {
  selection who;
};

struct stop_action {
  selection who;
};

struct crash_action {
  selection who;
  bool host = false;      ///< without a last packet
  duration start_after{}; ///< 0: it stays away
};

struct freeze_action {
  selection who;
  duration time{};
};

struct slow_action {
  selection who;
  duration by{}; ///< 0: not any more
};

struct skew_action {
  selection who;
  duration by{};
};

struct reset_action {
  selection who;
};

struct cut_action {
  selection from;
  selection to;
  bool one_way = false;
  duration time{}; ///< 0: until `heal`
};

struct heal_action {};

struct loss_action {
  double share = 0;
};

/// A record of each of these nodes changes: a service more, or one less.
struct edit_action {
  selection who;
};

using action
  = std::variant<start_action, stop_action, crash_action, freeze_action,
                 slow_action, skew_action, reset_action, cut_action,
                 heal_action, loss_action, edit_action>;

/// An action and when it happens.
struct planned_action {
  duration when{};
  duration interval{}; ///< 0: once
  duration until{};    ///< no more then, of a repeated one
  action what;
  std::size_t line = 0; ///< in the file
};

/// What happens in a run: a small text, see docs/simulation.md.
struct scenario {
  std::string name;
  std::string about; ///< the comment that it begins with
  std::size_t nodes = 100;
  aegis::network preset = aegis::network::lan;
  std::vector<std::string> regions; ///< nodes take turns; empty: one
  duration end = std::chrono::seconds{120};
  /// The last part of the time, without faults: afterwards all is well.
  duration quiet = std::chrono::seconds{60};
  std::size_t providers = 0;          ///< nodes that provide the service
  std::size_t clients = 0;            ///< nodes that call it
  double calls_per_second = 1;        ///< of each client
  std::size_t payload_bytes = 0;      ///< of each call
  std::uint64_t bytes_per_second = 0; ///< of each connection; 0: the preset's
  /// Live nodes that may be taken for dead in the whole run; more are a
  /// violation. Nodes that were frozen or cut off do not count.
  std::size_t false_alarms_max = 0;
  /// The same for suspicions that are soon refuted; not set: any number.
  std::optional<std::size_t> false_suspicions_max;
  bool delayed_start = false; ///< nodes start by `start`, not all at once
  std::vector<planned_action> plan;
};

/// Reads a scenario.
/// @returns `ec::invalid_argument` with the line's number and text.
AEGIS_PUBLIC outcome<scenario> parse_scenario(std::string name,
                                              std::string_view text);

/// Reads a time such as `1.5s`, `20ms`, `2min`.
AEGIS_PUBLIC outcome<duration> parse_time(std::string_view text);

} // namespace simulation
} // namespace aegis
