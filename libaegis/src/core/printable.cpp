#include "core/printable.hpp"

namespace aegis::core {

namespace {

constexpr std::size_t shown_max = 80;
constexpr char hex_digits[] = "0123456789abcdef";

void append_escaped(std::string& out, char c) {
  if (c == '"' || c == '\\') {
    out += '\\';
    out += c;
  } else if (c >= ' ' && c <= '~') {
    out += c;
  } else {
    auto byte = static_cast<unsigned char>(c);
    out += "\\x";
    out += hex_digits[byte >> 4];
    out += hex_digits[byte & 0x0f];
  }
}

} // namespace

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (char c : text.substr(0, shown_max))
    append_escaped(result, c);
  result += text.size() > shown_max ? "...\"" : "\"";
  return result;
}

} // namespace aegis::core
