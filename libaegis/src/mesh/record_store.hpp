#pragma once

#include "mesh/cow_array.hpp"
#include "mesh/cow_hash_table.hpp"
#include "mesh/part_digests.hpp"
#include "mesh/record.hpp"
#include "mesh/service_index.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace aegis::mesh {

class record_store;

/// The providers of one service, as a range of records. Refers to its store:
/// valid until that changes or ends.
class provider_range {
public:
  class iterator {
  public:
    iterator(const record_store* store, const slot_id* position)
      : store_(store), position_(position) {}

    const record_ptr& operator*() const;

    const record_ptr* operator->() const {
      return &**this;
    }

    iterator& operator++() {
      ++position_;
      return *this;
    }

    bool operator==(const iterator& x) const noexcept {
      return position_ == x.position_;
    }

    bool operator!=(const iterator& x) const noexcept {
      return position_ != x.position_;
    }

  private:
    const record_store* store_;
    const slot_id* position_;
  };

  provider_range(const record_store* store, const std::vector<slot_id>* slots)
    : store_(store), slots_(slots) {}

  std::size_t size() const noexcept {
    return slots_ != nullptr ? slots_->size() : 0;
  }

  bool empty() const noexcept {
    return slots_ == nullptr;
  }

  /// @pre `i < size()`
  const record_ptr& operator[](std::size_t i) const;

  iterator begin() const noexcept {
    return {store_, slots_ != nullptr ? slots_->data() : nullptr};
  }

  iterator end() const noexcept {
    return {store_, slots_ != nullptr ? slots_->data() + size() : nullptr};
  }

private:
  const record_store* store_;
  const std::vector<slot_id>* slots_;
};

/// Records in slots, found by id and by service. Knows no rules: that is the
/// table's business. A copy costs some hundred pointers; see `cow_array` for
/// that and for thread-safety.
class record_store {
public:
  /// A record and the version of the table at which it last changed.
  struct entry {
    record_ptr record; ///< null: the slot is free
    std::uint64_t version = 0;
  };

  // -- reading ---------------------------------------------------------------

  /// Returns the slot of a member or tombstone.
  std::optional<slot_id> find(std::string_view id) const {
    return find(id, hash_of_id(id));
  }

  /// The same for a record's id.
  std::optional<slot_id> find(const record& x) const {
    return find(x.info.id, x.id_hash);
  }

  /// @pre `slot` was returned by `find` or is below `slots_end`.
  const entry& operator[](slot_id slot) const noexcept {
    return entries_[slot];
  }

  /// All used slots are below.
  slot_id slots_end() const noexcept {
    return static_cast<slot_id>(entries_.size());
  }

  /// Members, ordered by id.
  std::vector<record_ptr> members() const;

  /// Members and tombstones, ordered by id.
  std::vector<record_ptr> records() const;

  /// Members that provide exactly `service`; constant time.
  provider_range providers(const service_id& service) const {
    return {this, services_.providers(service)};
  }

  /// Members that provide any version of a service; in the order of slots.
  std::vector<record_ptr> providers_of_any(std::string_view name) const;

  std::size_t member_count() const noexcept {
    return member_count_;
  }

  std::size_t record_count() const noexcept {
    return ids_.size();
  }

  /// Independent of order: equal for equal sets of records.
  std::uint64_t digest() const noexcept {
    return digest_;
  }

  std::size_t chunk_count() const noexcept;
  std::size_t chunks_shared_with(const record_store& x) const;

  /// The same for each part of the table; `part_count` of them, or none in a
  /// store that was never written to.
  const part_digests& parts() const noexcept {
    return parts_;
  }

  // -- writing ---------------------------------------------------------------

  /// Puts a record into a slot: a free one, or that of the same id. Slots are
  /// best used from 0 on.
  /// @pre No other slot has the record's id.
  void put(slot_id slot, entry x);

  /// Frees a slot. @pre It is in use.
  void erase(slot_id slot);

private:
  std::optional<slot_id> find(std::string_view id, std::uint64_t hash) const;
  void index(slot_id slot, const record_ptr& before, const record_ptr& after);
  void count(const record_ptr& before, const record_ptr& after);

  cow_array<entry> entries_;
  cow_hash_table<slot_id> ids_;
  service_index services_;
  std::size_t member_count_ = 0;
  std::uint64_t digest_ = 0;
  part_digests parts_;
};

inline const record_ptr& provider_range::iterator::operator*() const {
  return (*store_)[*position_].record;
}

inline const record_ptr& provider_range::operator[](std::size_t i) const {
  return (*store_)[(*slots_)[i]].record;
}

} // namespace aegis::mesh
