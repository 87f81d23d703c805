#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace aegis::ground {

/// Returns each place where the Markdown files of the tree below `root` say
/// what is not so, as `file:line: what is wrong`:
///
/// - a C++ block that is not the text between the two lines `// [name]` of the
///   file that the line before it names: `<!-- snippet: file#name -->`. Lines
///   are compared without the indentation that they share.
/// - a link to a file that is not there
/// - a path in code quotes that begins with a folder of the tree and is not
///   there
/// - a command `make x` in code quotes without a target `x` in the Makefile
std::vector<std::string> find_false_claims(const std::filesystem::path& root);

} // namespace aegis::ground
