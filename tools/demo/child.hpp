#pragma once

#include <sys/types.h>

#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace demo {

/// Another process of this program. Ends with the object, by SIGKILL if it
/// must. Not thread-safe.
class child {
public:
  child() = default;
  child(child&& x) noexcept;
  child& operator=(child&& x) noexcept;
  ~child();

  /// Starts this program with other arguments.
  static child start(std::string name, const std::vector<std::string>& args);

  const std::string& name() const {
    return name_;
  }

  pid_t pid() const {
    return pid_;
  }

  /// Writes a line to its standard input.
  void write(const std::string& line);

  /// The next line of its standard output or error.
  std::optional<std::string> read(std::chrono::milliseconds timeout);

  /// True once it will say nothing more.
  bool silent() const {
    return out_ < 0 && lines_.empty();
  }

  /// Ends it at once, as a crash does.
  void kill();

  /// Closes its standard input and waits; @returns its exit code.
  int finish();

private:
  void close_pipes();

  std::string name_;
  pid_t pid_ = -1;
  int in_ = -1;
  int out_ = -1;
  std::string partial_;
  std::deque<std::string> lines_;
};

} // namespace demo
