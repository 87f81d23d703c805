#pragma once

#include "aegis/fault.hpp"
#include "pki/file.hpp"

#include <chrono>
#include <string>

namespace aegis::pki {

/// Keeps other processes and threads from generating into a directory. The
/// kernel releases it when the process ends, however it ends.
class directory_lock {
public:
  /// Waits for the lock of `dir`, the file `.aegis.lock` in it.
  /// @returns `ec::file_error` after `timeout`, or if the directory cannot be
  ///          written to.
  static outcome<directory_lock> acquire(const std::string& dir,
                                         std::chrono::milliseconds timeout);

private:
  explicit directory_lock(unique_fd fd) : fd_(std::move(fd)) {}

  unique_fd fd_;
};

} // namespace aegis::pki
