#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace aegis::transport {

/// Reads the primitive encodings of CAF 0.17's binary serializer from a range
/// of bytes. Every read says whether it succeeded; after a failure the reader
/// stays failed. Holds views into the range.
class byte_reader {
public:
  explicit byte_reader(std::string_view bytes) : rest_(bytes) {}

  /// A big-endian unsigned integer.
  template <class T>
  bool read(T& x) {
    if (rest_.size() < sizeof(T))
      return fail();
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i)
      value = (value << 8) | static_cast<std::uint8_t>(rest_[i]);
    x = static_cast<T>(value);
    rest_.remove_prefix(sizeof(T));
    return true;
  }

  /// A variable-length size, as it precedes sequences: 7 bits a byte, the
  /// lowest first, at most 5 bytes.
  bool read_size(std::uint32_t& x) {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 35; shift += 7) {
      std::uint8_t byte = 0;
      if (!read(byte))
        return false;
      value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if ((byte & 0x80) == 0) {
        x = static_cast<std::uint32_t>(value);
        return value <= 0xFFFFFFFFu || fail();
      }
    }
    return fail();
  }

  /// A string: size, then that many bytes.
  bool read_string(std::string_view& x) {
    std::uint32_t n = 0;
    if (!read_size(n) || rest_.size() < n)
      return fail();
    x = rest_.substr(0, n);
    rest_.remove_prefix(n);
    return true;
  }

  std::string_view rest() const {
    return rest_;
  }

private:
  bool fail() {
    rest_ = {};
    return false;
  }

  std::string_view rest_;
};

} // namespace aegis::transport
