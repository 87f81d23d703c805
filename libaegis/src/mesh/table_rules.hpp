#pragma once

#include "mesh/record_signer.hpp"

#include <aegis/settings.hpp>

#include <chrono>
#include <memory>
#include <set>
#include <string>

namespace aegis::mesh {

/// Whose word counts in a table.
struct table_rules {
  /// Signs what this node says; null in a table whose records nobody signs.
  std::shared_ptr<record_signer> signer;

  /// Nodes whose accusation of death suffices to take a member for down, apart
  /// from this node itself: the sources of a mesh with a single truth.
  std::set<std::string> judges;

  /// Records that are entered or changed by hand are told to others, as if
  /// their owners had made them. Otherwise they are local, and records that
  /// their owners signed cannot be changed.
  bool edits_others = true;

  provider_exclusion exclusion = provider_exclusion::suspected;

  std::chrono::milliseconds refutation_pause{0};
};

} // namespace aegis::mesh
