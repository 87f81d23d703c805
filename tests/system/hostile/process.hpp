#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace aegis::test {

/// Longer than any single step takes on a loaded machine.
constexpr std::chrono::seconds patience{30};

/// AddressSanitizer keeps freed memory, so the size of a process says nothing;
/// it looks for leaks when a process ends. It is slow, too.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

using figures = std::map<std::string, std::uint64_t>;

/// One of the node processes of `roles.hpp`. Killed with the object, unless it
/// was told to finish. Not thread-safe.
class process {
public:
  /// @param log is the file that gets its standard error.
  process(std::vector<std::string> arguments, const std::string& log);
  ~process();
  process(const process&) = delete;
  process& operator=(const process&) = delete;

  void write(const std::string& line);

  /// Waits for the next line that begins with `word` and returns the rest of
  /// it; other lines are kept for later.
  std::optional<std::string> read(const std::string& word,
                                  std::chrono::milliseconds timeout = patience);

  /// Asks for its figures; nothing if it does not answer.
  figures stats();

  /// Closes its standard input and waits. @returns its exit code, or minus the
  /// signal that ended it.
  int finish();

  // -- what the kernel says of it, from /proc --------------------------------

  std::size_t descriptors() const;
  std::size_t threads() const;
  std::size_t resident_bytes() const;
  std::chrono::nanoseconds cpu_time() const;

private:
  bool read_more(std::chrono::steady_clock::time_point deadline);

  pid_t pid_ = -1;
  int in_ = -1;
  int out_ = -1;
  std::string partial_;
  std::deque<std::string> lines_;
};

} // namespace aegis::test
