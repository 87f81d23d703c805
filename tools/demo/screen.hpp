#pragma once

#include <string>
#include <vector>

namespace demo {

/// Whether standard output is a terminal that wants colour (NO_COLOR unset).
bool wants_colour();

std::string bold(const std::string& x);
std::string green(const std::string& x);
std::string red(const std::string& x);
std::string dim(const std::string& x);

/// Prints the heading of a chapter.
void heading(const std::string& text);

/// Prints one aligned line: who, what.
void line(const std::string& who, const std::string& what);

/// One observation of the closing table.
struct finding {
  std::string what;
  bool seen = false;
  std::string detail;
};

void table(const std::vector<finding>& findings);

} // namespace demo
