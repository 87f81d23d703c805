#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

namespace bench {

/// Another process, with pipes to and from it. Dies with this object and with
/// this process. Not thread-safe.
class process {
public:
  /// @param program  beside this one; empty for this one
  explicit process(const std::vector<std::string>& args,
                   const std::string& program = {});
  process(const process&) = delete;
  process& operator=(const process&) = delete;
  ~process();

  pid_t pid() const {
    return pid_;
  }

  void write(const std::string& line);

  /// The next line that it prints. Ends this process if it prints `failed`,
  /// nothing in time, or ends.
  std::string read(std::chrono::milliseconds timeout
                   = std::chrono::seconds(60));

private:
  pid_t pid_ = -1;
  int in_ = -1;
  int out_ = -1;
  std::string unread_;
};

} // namespace bench
