#pragma once

#include "aegis/fault.hpp"

#include <sys/types.h>

#include <string>
#include <string_view>

// Files that are either there and complete or not there at all, whatever
// happens to the process or the machine. The caller holds the directory's lock.

namespace aegis::pki {

/// Makes the file `dir/name`. On return it is on the disk.
/// @param mode of the new file, whatever the process's umask.
/// @returns `ec::file_error`, also if the file exists: it is never overwritten.
outcome<done> write_new_file(const std::string& dir, const std::string& name,
                             std::string_view content, mode_t mode);

/// Removes what writers that were killed left behind.
void remove_leftovers(const std::string& dir);

} // namespace aegis::pki
