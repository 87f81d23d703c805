#pragma once

#include "mesh/cow_array.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>

namespace aegis::mesh {

/// A hash table over a `cow_array`: open addressing with linear probing, at
/// most half full, without tombstones of its own. Keys are not stored: callers
/// pass the hash and a predicate that recognises the wanted value.
/// Thread-safety as for `cow_array`.
template <class T>
class cow_hash_table {
public:
  std::size_t size() const noexcept {
    return size_;
  }

  /// Returns the value with this hash for which `is_wanted` holds, or null.
  template <class Predicate>
  const T* find(std::uint64_t hash, Predicate is_wanted) const {
    auto i = position(hash, is_wanted);
    return i != npos ? &cells_[i].value : nullptr;
  }

  /// Adds a value. @pre `find` does not find it.
  void insert(std::uint64_t hash, T value) {
    if (2 * (size_ + 1) > cells_.size())
      grow();
    place(tag_of(hash), std::move(value));
    ++size_;
  }

  /// Returns the value for a change that affects neither hash nor predicate, or
  /// null.
  template <class Predicate>
  T* edit(std::uint64_t hash, Predicate is_wanted) {
    auto i = position(hash, is_wanted);
    return i != npos ? &cells_.edit(i).value : nullptr;
  }

  /// @returns false if there is no such value.
  template <class Predicate>
  bool erase(std::uint64_t hash, Predicate is_wanted) {
    auto i = position(hash, is_wanted);
    if (i == npos)
      return false;
    close_gap(i);
    --size_;
    return true;
  }

  const auto& cells() const noexcept {
    return cells_;
  }

private:
  static constexpr auto npos = static_cast<std::size_t>(-1);

  /// Half of a hash: it finds a home in up to 2^32 cells, and it is rare that
  /// two values share it.
  using tag_type = std::uint32_t;

  struct cell {
    tag_type tag = 0; ///< 0: empty
    T value{};
  };

  static tag_type tag_of(std::uint64_t hash) noexcept {
    auto result = static_cast<tag_type>(hash);
    return result != 0 ? result : 1;
  }

  std::size_t home(tag_type tag) const noexcept {
    return tag & (cells_.size() - 1);
  }

  std::size_t next(std::size_t i) const noexcept {
    return (i + 1) & (cells_.size() - 1);
  }

  template <class Predicate>
  std::size_t position(std::uint64_t hash, Predicate is_wanted) const {
    if (size_ == 0)
      return npos;
    auto tag = tag_of(hash);
    for (auto i = home(tag); cells_[i].tag != 0; i = next(i))
      if (cells_[i].tag == tag && is_wanted(cells_[i].value))
        return i;
    return npos;
  }

  void place(tag_type tag, T value) {
    auto i = home(tag);
    while (cells_[i].tag != 0)
      i = next(i);
    cells_.edit(i) = cell{tag, std::move(value)};
  }

  void grow() {
    auto old = std::exchange(cells_, {});
    cells_.reserve(old.size() == 0 ? 1 : 2 * old.size());
    for (std::size_t i = 0; i < old.size(); ++i)
      if (old[i].tag != 0)
        place(old[i].tag, old[i].value);
  }

  // Moves back what was pushed past its home by the value at `gap` (Knuth,
  // TAOCP 3, 6.4, algorithm R).
  void close_gap(std::size_t gap) {
    for (auto i = next(gap); cells_[i].tag != 0; i = next(i)) {
      auto mask = cells_.size() - 1;
      auto way = (i - home(cells_[i].tag)) & mask;
      if (way >= ((i - gap) & mask)) {
        auto moved = cells_[i]; // before `edit`, which may free its chunk
        cells_.edit(gap) = std::move(moved);
        gap = i;
      }
    }
    cells_.edit(gap) = cell{};
  }

  // The number of cells is a power of two: 0, 64, 128, ...
  cow_array<cell> cells_;
  std::size_t size_ = 0;
};

} // namespace aegis::mesh
