#pragma once

#include "aegis/messages.hpp"

#include <caf/expected.hpp>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace aegis::detail {

/// Called once with what a sync changed, or why it failed. May be empty.
using sync_callback = std::function<void(const caf::expected<sync_summary>&)>;

/// Lets at most one sync per peer be under way. Who asks meanwhile shares the
/// next one, as the one under way may have missed the latest changes. Not
/// thread-safe.
class sync_queue {
public:
  /// Files a caller.
  /// @returns true if a sync is to begin now.
  bool add(const std::string& peer, sync_callback done);

  /// True if somebody waits for the end of the sync under way.
  bool has_callers(const std::string& peer) const;

  /// Takes out the callers of the sync that has ended.
  std::vector<sync_callback> finish(const std::string& peer);

  /// After `finish`. @returns true if another sync is to begin now.
  bool next(const std::string& peer);

  /// Forgets all syncs. @returns their callers.
  std::vector<sync_callback> take_all();

private:
  struct state {
    std::vector<sync_callback> current;
    std::vector<sync_callback> waiting;
  };

  std::map<std::string, state> by_peer_;
};

} // namespace aegis::detail
