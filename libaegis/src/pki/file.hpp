#pragma once

#include "aegis/fault.hpp"

#include <sys/stat.h>

#include <string>
#include <utility>

namespace aegis::pki {

/// Owns a file descriptor.
class unique_fd {
public:
  explicit unique_fd(int fd = -1) : fd_(fd) {}
  unique_fd(unique_fd&& x) noexcept : fd_(std::exchange(x.fd_, -1)) {}
  unique_fd& operator=(unique_fd&& x) noexcept {
    std::swap(fd_, x.fd_);
    return *this;
  }
  ~unique_fd();

  int get() const {
    return fd_;
  }

  explicit operator bool() const {
    return fd_ >= 0;
  }

private:
  int fd_;
};

/// Returns `ec::file_error`: `cannot <action> <path>: <reason of errno>`.
fault file_fault(const char* action, const std::string& path, int error);

/// True if there is anything at `path`, also a link to nowhere.
outcome<bool> exists(const std::string& path);

/// @returns `ec::insecure_permissions` unless the file or directory belongs to
///          root or to the user of this process.
outcome<done> check_owner(const struct stat& info, const std::string& path);

/// @returns `ec::insecure_permissions` with `rule` if a forbidden bit is set.
outcome<done> check_mode(const struct stat& info, const std::string& path,
                         mode_t forbidden, const char* rule);

/// Reads a regular file of at most `pem_max_bytes`.
/// @returns `ec::insecure_permissions` if others own it or may change it.
outcome<std::string> read_file(const std::string& path);

/// Reads a file that holds a key.
/// @param allow_group whether its group may read it.
/// @returns `ec::insecure_permissions` if others own it, or may read or change it.
outcome<std::string> read_key_file(const std::string& path, bool allow_group);

} // namespace aegis::pki
