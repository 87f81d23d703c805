#include "core/utf8.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace aegis::core {

namespace {

/// Length of the sequence that begins with this byte, 0 for none.
std::size_t sequence_length(unsigned char lead) {
  if (lead < 0x80)
    return 1;
  if (lead >= 0xc2 && lead < 0xe0)
    return 2;
  if (lead >= 0xe0 && lead < 0xf0)
    return 3;
  if (lead >= 0xf0 && lead < 0xf5)
    return 4;
  return 0;
}

bool is_well_formed(std::string_view sequence) {
  if (sequence.empty())
    return false;
  auto byte
    = [&](std::size_t i) { return static_cast<unsigned char>(sequence[i]); };
  if (sequence.size() == 1)
    return true;
  for (std::size_t i = 1; i < sequence.size(); ++i)
    if ((byte(i) & 0xc0) != 0x80)
      return false;
  switch (byte(0)) {
    case 0xe0:
      return byte(1) >= 0xa0; // overlong
    case 0xed:
      return byte(1) < 0xa0; // surrogate
    case 0xf0:
      return byte(1) >= 0x90; // overlong
    case 0xf4:
      return byte(1) < 0x90; // beyond U+10FFFF
    default:
      return true;
  }
}

/// Length of the character that `text` begins with, 0 if that is none.
/// @pre `!text.empty()`
std::size_t first_length(std::string_view text) {
  auto length = sequence_length(static_cast<unsigned char>(text.front()));
  if (length > text.size() || !is_well_formed(text.substr(0, length)))
    return 0;
  return length;
}

bool is_control(std::string_view character) {
  auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1)
    return first < 0x20 || first == 0x7f;
  return first == 0xc2 && static_cast<unsigned char>(character[1]) < 0xa0;
}

} // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    auto length = first_length(text);
    if (length == 0)
      return false;
    text.remove_prefix(length);
  }
  return true;
}

bool has_control_characters(std::string_view text) {
  while (!text.empty()) {
    auto length = std::max<std::size_t>(first_length(text), 1);
    if (is_control(text.substr(0, length)))
      return true;
    text.remove_prefix(length);
  }
  return false;
}

std::string printable_utf8(std::string text) {
  for (std::size_t i = 0; i < text.size();) {
    auto rest = std::string_view{text}.substr(i);
    auto length = first_length(rest);
    if (length == 0)
      text[i] = '?';
    else if (is_control(rest.substr(0, length)))
      text.replace(i, length, length, ' ');
    i += std::max<std::size_t>(length, 1);
  }
  return text;
}

std::string printable_utf8(std::string text, std::size_t max_bytes) {
  text = printable_utf8(std::move(text));
  if (text.size() <= max_bytes)
    return text;
  auto end = max_bytes;
  while ((static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
    --end;
  text.resize(end);
  return text;
}

} // namespace aegis::core
