#include "wire/utf8.hpp"

#include <cstddef>
#include <cstdint>

namespace aegis::wire {

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

} // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    auto length = sequence_length(static_cast<unsigned char>(text.front()));
    if (length == 0 || length > text.size()
        || !is_well_formed(text.substr(0, length)))
      return false;
    text.remove_prefix(length);
  }
  return true;
}

} // namespace aegis::wire
