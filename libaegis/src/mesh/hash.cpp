#include "mesh/hash.hpp"

#include <cstddef>

namespace aegis::mesh {

namespace {

constexpr std::size_t word_bytes = 8;

// Little-endian on every platform; compilers make one load of it.
std::uint64_t load(const char* bytes, std::size_t n) noexcept {
  std::uint64_t result = 0;
  for (std::size_t i = 0; i < n; ++i)
    result |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  return result;
}

} // namespace

hasher& hasher::text(std::string_view x) noexcept {
  number(x.size());
  for (; x.size() >= word_bytes; x.remove_prefix(word_bytes))
    number(load(x.data(), word_bytes));
  if (!x.empty())
    number(load(x.data(), x.size()));
  return *this;
}

} // namespace aegis::mesh
