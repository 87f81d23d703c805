#pragma once

#include "pki/file.hpp"

#include <sys/types.h>

#include <string>
#include <vector>

namespace aegis::pki::test {

/// A pipe whose closing lets all children start at once.
class start_gate {
public:
  start_gate();

  int input() const {
    return reader_.get();
  }

  void open();

private:
  unique_fd reader_;
  unique_fd writer_;
};

/// A pki-node-process; killed with the object.
class child_process {
public:
  child_process(const std::vector<std::string>& arguments,
                const start_gate& gate);
  ~child_process();
  child_process(const child_process&) = delete;
  child_process& operator=(const child_process&) = delete;

  void kill();

  /// Waits for the end. @returns the exit code, or minus the signal.
  int wait();

  /// Everything that it has written until it closes its output.
  std::string output();

private:
  pid_t pid_ = -1;
  unique_fd output_;
};

} // namespace aegis::pki::test
