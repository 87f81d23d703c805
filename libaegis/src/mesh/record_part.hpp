#pragma once

#include "mesh/cow.hpp"
#include "mesh/record.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace aegis::mesh {

/// One part of a table: records, members and tombstones, ordered by the hash of
/// their ids and by these. Equal contents have one form, so that the tables of
/// one process can share a part, see `part_pool`. A change costs a move of what
/// comes after it.
class record_part {
public:
  struct entry {
    std::uint64_t hash = 0; ///< of the id; saves looks at records
    record_ptr record;      ///< never null
  };

  /// Where a record is, or would be.
  struct place {
    std::size_t index = 0;
    bool is_taken = false;
  };

  // -- reading ---------------------------------------------------------------

  const std::vector<entry>& entries() const noexcept {
    return entries_;
  }

  std::size_t size() const noexcept {
    return entries_.size();
  }

  const record_ptr& operator[](std::size_t i) const noexcept {
    return entries_[i].record;
  }

  /// Finds an id by its hash, in the logarithm of the size.
  place find(std::string_view id, std::uint64_t hash) const;

  /// Independent of order: equal for equal sets of records.
  std::uint64_t digest() const noexcept {
    return digest_;
  }

  std::size_t member_count() const noexcept {
    return member_count_;
  }

  /// No signature of a record in it ends before.
  timestamp_ms first_end() const noexcept {
    return first_end_;
  }

  /// True if both hold the same objects, not only equal ones.
  bool same_objects(const record_part& x) const;

  // -- writing ---------------------------------------------------------------

  /// Puts a record into its place. @returns which was there, or null.
  record_ptr put(place at, record_ptr x);

  /// Puts several records into their places at once. @pre They are ordered as
  /// the entries are, and their ids are not there. @returns their places.
  std::vector<std::size_t> put_new(const std::vector<record_ptr>& xs);

  /// @returns the record that was at `i`.
  record_ptr erase(std::size_t i);

private:
  void count(const record& x, bool comes);

  std::vector<entry> entries_;
  std::uint64_t digest_ = 0;
  std::size_t member_count_ = 0;
  timestamp_ms first_end_ = timestamp_ms::max();
};

using part_ptr = cow_ptr<record_part>;

/// Parts that tables of one process have in common. It spares memory and tells
/// no table what it does not know: one finds here what it has in hand already.
class part_pool {
public:
  virtual ~part_pool() = default;

  /// Exchanges a part for the same one (`record_part::same_objects`) of another
  /// table; if there is none, keeps this one for others. Whoever changes a part
  /// after that copies it first.
  /// @pre `x` is not null.
  virtual void unify(part_ptr& x) = 0;
};

} // namespace aegis::mesh
