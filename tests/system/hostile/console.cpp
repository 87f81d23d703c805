#include "console.hpp"

#include <iostream>
#include <mutex>

namespace aegis::test {

void say(const std::string& line) {
  static std::mutex mtx;
  std::unique_lock guard{mtx};
  std::cout << line << std::endl;
}

bool next_command(command& x) {
  std::string line;
  if (!std::getline(std::cin, line))
    return false;
  auto space = line.find(' ');
  x.word = line.substr(0, space);
  x.rest = space == line.npos ? std::string{} : line.substr(space + 1);
  return true;
}

} // namespace aegis::test
