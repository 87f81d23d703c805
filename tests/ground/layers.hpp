#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace aegis::ground {

/// What the sources of one folder may include, besides files of its own.
struct layer {
  std::string folder; ///< relative to the root of the tree
  /// Folders whose files it may include itself.
  std::set<std::string> may_include;
  /// Beginnings of foreign headers, e.g. `caf/`, that it may not include.
  std::set<std::string> forbidden;
  /// Those that it may not even get through the headers that it includes.
  std::set<std::string> unreachable;
};

/// The layers of this project, lower ones first.
std::vector<layer> project_layers();

/// Returns each breach of `layers` in the tree below `root`, as
/// `file:line: what is wrong`. Sources of no layer are a breach too.
/// @param include_roots where `<x>` and `"x"` are looked up, relative to
///        `root`, after the folder of the including file.
std::vector<std::string>
find_breaches(const std::filesystem::path& root,
              const std::vector<layer>& layers,
              const std::vector<std::string>& include_roots);

} // namespace aegis::ground
