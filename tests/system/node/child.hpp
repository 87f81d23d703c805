#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <vector>

namespace aegis::test {

/// A `system-node-process`. Killed with the object.
class child {
public:
  explicit child(const std::vector<std::string>& arguments);
  ~child();
  child(const child&) = delete;
  child& operator=(const child&) = delete;

  /// Waits for its next line; empty if it says nothing more.
  std::string read_line();

  /// Ends it at once, as a crash does, and waits until the kernel has.
  void kill();

  /// Its process id, as text.
  std::string id() const {
    return std::to_string(pid_);
  }

private:
  pid_t pid_ = -1;
  int in_ = -1;
  int out_ = -1;
};

/// Memory of a process that is in RAM, in MiB. @param pid  or "self"
std::size_t resident_mib(const std::string& pid);

} // namespace aegis::test
