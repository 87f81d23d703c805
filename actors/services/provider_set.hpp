#pragma once

#include "aegis/fault.hpp"
#include "aegis/node_info.hpp"
#include "mesh/backoff.hpp"
#include "mesh/random.hpp"

#include <caf/actor_addr.hpp>
#include <caf/actor_clock.hpp>
#include <caf/actor_control_block.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace aegis::detail {

/// The actor behind a service on another node.
struct resolved_provider {
  caf::strong_actor_ptr target;
  std::set<std::string> interface; ///< empty: untyped
};

/// A node that provides a service, as seen from here.
struct remote_provider {
  enum class stage {
    resolving, ///< an attempt is under way
    ready,     ///< `found` can be called
    waiting,   ///< the next attempt is at `due`
  };

  service_id service; ///< as it provides it
  std::string address;
  std::string region;
  std::uint32_t weight = 0;
  std::uint64_t incarnation = 0;
  stage at = stage::waiting;
  resolved_provider found;
  std::uint64_t attempt = 0; ///< tells results of former attempts apart
  caf::actor_clock::time_point since; ///< begin of the attempt, or ready
  caf::actor_clock::time_point due;
  mesh::backoff pace;
  fault last_error;
};

/// The weight that a node's label `aegis.weight` names, see
/// `pick_policy::weighted`; 100 if there is none, or no number to 1000.
std::uint32_t weight_of(const node_info& node);

/// The other nodes that provide one service, and how far this node has come
/// with each. A state machine without actors of its own; not thread-safe.
///
/// A provider leaves the set only when the topology no longer lists it. As long
/// as an attempt runs that is not yet known to fail, `connecting` is true.
class provider_set {
public:
  using time_point = caf::actor_clock::time_point;

  /// How fast attempts follow each other.
  struct timing {
    std::chrono::milliseconds backoff_min;
    std::chrono::milliseconds backoff_max;
    /// A provider that was lost earlier than this counts as a failed attempt.
    std::chrono::milliseconds stable_after;
  };

  provider_set(timing pace, std::uint64_t seed)
    : timing_(pace), random_(seed) {}

  /// The topology lists the node, anew or still. A new life or address of a
  /// node ends its pause.
  void list(const node_info& node, const service_id& service, time_point now);

  /// The topology no longer lists it.
  /// @returns what it could be called by, if it could.
  caf::strong_actor_ptr unlist(const std::string& node);

  /// Begins an attempt. @returns its number.
  std::uint64_t begin(const std::string& node, time_point now);

  /// An attempt succeeded. @returns false if it is of no interest any more.
  bool succeed(const std::string& node, std::uint64_t attempt,
               resolved_provider found, time_point now);

  /// An attempt failed. @returns as above.
  bool fail(const std::string& node, std::uint64_t attempt, fault why,
            time_point now);

  /// The provider's actor or connection ended.
  void lose(const std::string& node, const caf::actor_addr& target, fault why,
            time_point now);

  /// Nodes whose pause is over.
  std::vector<std::string> due(time_point now) const;

  std::optional<time_point> next_due() const;

  bool connecting() const;

  std::size_t size() const noexcept {
    return nodes_.size();
  }

  std::size_t ready() const;

  /// Why no provider can be called: the last error of some node, if there is
  /// one.
  std::string last_error() const;

  const std::map<std::string, remote_provider>& nodes() const noexcept {
    return nodes_;
  }

private:
  void wait(remote_provider& x, fault why, time_point now);

  timing timing_;
  mesh::random_source random_;
  std::uint64_t attempts_ = 0;
  std::map<std::string, remote_provider> nodes_;
};

} // namespace aegis::detail
