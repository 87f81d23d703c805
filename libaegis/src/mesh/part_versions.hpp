#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace aegis::mesh {

/// At which version of its table each record of a part last changed, by its
/// place in the part. Four bytes each: beyond four thousand million changes of
/// the table a record may seem to have changed later than it did, so that
/// somebody hears of it twice. Versions that are set only grow.
class part_versions {
public:
  std::uint64_t operator[](std::size_t i) const noexcept {
    return base_ + offsets_[i];
  }

  /// No record changed after.
  std::uint64_t newest() const noexcept {
    return newest_;
  }

  /// A record comes to place `i`; those from there on move up.
  void insert(std::size_t i, std::uint64_t version);

  /// Several records come, to these places as they are afterwards (ascending);
  /// the versions are `first` and those that follow it.
  void insert(const std::vector<std::size_t>& places, std::uint64_t first);

  void replace(std::size_t i, std::uint64_t version);

  /// A record goes; those after it move down.
  void erase(std::size_t i);

private:
  using offset = std::uint32_t;

  void reach(std::uint64_t first, std::uint64_t last);

  offset offset_of(std::uint64_t version) const noexcept {
    return static_cast<offset>(version - base_);
  }

  std::uint64_t base_ = 0;
  std::uint64_t newest_ = 0;
  std::vector<offset> offsets_;
};

} // namespace aegis::mesh
