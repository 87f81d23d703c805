#pragma once

#include <string>

namespace aegis::test {

/// Prints one line that the test reads. Thread-safe.
void say(const std::string& line);

/// What the test told this process: a word and the rest.
struct command {
  std::string word;
  std::string rest;
};

/// Waits for the next command. @returns false at the end of the input.
bool next_command(command& x);

} // namespace aegis::test
