#pragma once

#include "mesh/cow.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

namespace aegis::mesh {

/// An array in chunks that copies share until they are written to. A copy costs
/// a pointer per chunk, the first change of a chunk after a copy costs the
/// chunk.
///
/// Not thread-safe, with this exception: copies that are not written to any
/// more, nor copied themselves, may be read from any thread.
template <class T, std::size_t ChunkSize = 64>
class cow_array {
public:
  std::size_t size() const noexcept {
    return chunks_.size() * ChunkSize;
  }

  /// @pre `i < size()`
  const T& operator[](std::size_t i) const noexcept {
    return (*chunks_[i / ChunkSize])[i % ChunkSize];
  }

  /// @pre `i < size()`
  T& edit(std::size_t i) {
    return chunks_[i / ChunkSize].edit(owner_)[i % ChunkSize];
  }

  /// Makes room for at least `n` elements; new ones are value-initialized.
  void reserve(std::size_t n) {
    while (size() < n)
      chunks_.emplace_back().edit(owner_);
  }

  std::size_t chunk_count() const noexcept {
    return chunks_.size();
  }

  /// Number of chunks that are the same objects in both.
  std::size_t chunks_shared_with(const cow_array& x) const {
    auto n = std::min(chunks_.size(), x.chunks_.size());
    std::size_t result = 0;
    for (std::size_t i = 0; i < n; ++i)
      result += chunks_[i].shares_with(x.chunks_[i]) ? 1 : 0;
    return result;
  }

private:
  std::vector<cow_ptr<std::array<T, ChunkSize>>> chunks_;
  cow_owner owner_;
};

} // namespace aegis::mesh
