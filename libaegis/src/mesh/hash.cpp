#include "mesh/hash.hpp"

#include <cstddef>
#include <cstring>

namespace aegis::mesh {

namespace {

constexpr std::size_t word_bytes = 8;

// Little-endian on every platform.
std::uint64_t load(const char* bytes, std::size_t n) noexcept {
  std::uint64_t result = 0;
  for (std::size_t i = 0; i < n; ++i)
    result |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  return result;
}

// The same for a whole word; compilers do not make one load of the loop.
std::uint64_t load_word(const char* bytes) noexcept {
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  std::uint64_t result = 0;
  std::memcpy(&result, bytes, word_bytes);
  return result;
#else
  return load(bytes, word_bytes);
#endif
}

} // namespace

hasher& hasher::text(std::string_view x) noexcept {
  number(x.size());
  for (; x.size() >= word_bytes; x.remove_prefix(word_bytes))
    number(load_word(x.data()));
  if (!x.empty())
    number(load(x.data(), x.size()));
  return *this;
}

} // namespace aegis::mesh
