#include "screen.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iomanip>
#include <iostream>

namespace demo {

namespace {

std::string paint(const char* code, const std::string& x) {
  return wants_colour() ? std::string{"\x1b["} + code + 'm' + x + "\x1b[0m" : x;
}

} // namespace

bool wants_colour() {
  static auto result
    = ::isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
  return result;
}

std::string bold(const std::string& x) {
  return paint("1", x);
}

std::string green(const std::string& x) {
  return paint("32", x);
}

std::string red(const std::string& x) {
  return paint("31", x);
}

std::string dim(const std::string& x) {
  return paint("2", x);
}

void heading(const std::string& text) {
  std::cout << '\n' << bold(text) << std::endl;
}

void line(const std::string& who, const std::string& what) {
  std::cout << "  " << std::left << std::setw(12) << who << what << std::endl;
}

void table(const std::vector<finding>& findings) {
  std::size_t width = 0;
  for (auto& x : findings)
    width = std::max(width, x.what.size());
  for (auto& x : findings)
    std::cout << "  " << (x.seen ? green("seen   ") : red("MISSING")) << "  "
              << std::left << std::setw(static_cast<int>(width) + 2) << x.what
              << dim(x.detail) << std::endl;
}

} // namespace demo
