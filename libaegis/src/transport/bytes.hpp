#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
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
        return value <= 0xFFFFFFFFu || fail_malformed();
      }
    }
    return fail_malformed();
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

  bool skip(std::size_t n) {
    if (rest_.size() < n)
      return fail();
    rest_.remove_prefix(n);
    return true;
  }

  std::string_view rest() const {
    return rest_;
  }

  /// True if reading failed at a size that no serializer writes.
  bool has_malformed_size() const {
    return malformed_size_;
  }

private:
  bool fail() {
    rest_ = {};
    return false;
  }

  bool fail_malformed() {
    malformed_size_ = true;
    return fail();
  }

  std::string_view rest_;
  bool malformed_size_ = false;
};

/// Returns the bytes of an unsigned integer as CAF's serializer writes them.
template <class T>
std::string big_endian(T x) {
  std::string result;
  for (auto i = sizeof(T); i > 0; --i)
    result += static_cast<char>((x >> ((i - 1) * 8)) & 0xFF);
  return result;
}

} // namespace aegis::transport
