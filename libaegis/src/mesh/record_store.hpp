#pragma once

#include "mesh/part_digests.hpp"
#include "mesh/record_part.hpp"
#include "mesh/service_index.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace aegis::mesh {

/// Records in parts, found by id and by service. Knows no rules: that is the
/// table's business. A copy costs a pointer for each part, the first change of
/// a part after a copy costs the part.
///
/// Not thread-safe, with this exception: copies that are not written to any
/// more, nor copied themselves, may be read from any thread.
class record_store {
public:
  // -- reading ---------------------------------------------------------------

  /// Returns a member or tombstone, or null; valid until the next change.
  const record_ptr& find(std::string_view id) const {
    return find(id, hash_of_id(id));
  }

  /// The same for a record's id.
  const record_ptr& find(const record& x) const {
    return find(x.info.id, x.id_hash);
  }

  /// Calls `visit` with each record (a `record_ptr`); in an order that depends
  /// on the records alone.
  template <class Visitor>
  void for_each(Visitor visit) const {
    for (const auto& part : parts_)
      if (part)
        for (const auto& x : part->entries())
          visit(x.record);
  }

  /// Members, ordered by id.
  std::vector<record_ptr> members() const;

  /// Members and tombstones, ordered by id.
  std::vector<record_ptr> records() const;

  std::size_t member_count() const noexcept {
    return member_count_;
  }

  std::size_t record_count() const noexcept {
    return record_count_;
  }

  /// Independent of order: equal for equal sets of records.
  std::uint64_t digest() const noexcept {
    return digest_;
  }

  /// One of `part_count` parts; empty ones may be null.
  const part_ptr& part(std::size_t i) const noexcept;

  /// Its digest. @pre `i < part_count`
  std::uint64_t part_digest(std::size_t i) const noexcept {
    return part(i) ? part(i)->digest() : 0;
  }

  /// Number of parts that are not null, and how many of them are the same
  /// objects in another store.
  std::size_t parts_in_use() const;
  std::size_t parts_shared_with(const record_store& x) const;

  // -- services --------------------------------------------------------------

  /// Makes an index of services, which is kept up from then on. Without it,
  /// changes cost less.
  void index_services();

  /// Null without an index.
  const service_index* services() const noexcept {
    return services_ ? &*services_ : nullptr;
  }

  /// An index of what is there now.
  service_index services_now() const;

  /// Members that provide exactly `service`: one hash look-up, and one for each
  /// of them. @param index  of this content
  std::vector<record_ptr> providers(const service_index& index,
                                    const service_id& service) const;

  /// Members that provide any version of a service.
  std::vector<record_ptr> providers_of_any(const service_index& index,
                                           std::string_view name) const;

  // -- writing ---------------------------------------------------------------

  /// Where a record came or was.
  struct change {
    std::size_t part = 0;
    std::size_t index = 0; ///< in the part
    record_ptr before;     ///< null: there was none of this id
  };

  /// Puts a record into its place, instead of one of the same id.
  change put(record_ptr x);

  /// Puts several new records into one part.
  /// @pre See `record_part::put_new`. @returns their places.
  std::vector<std::size_t> put_new(std::size_t part,
                                   const std::vector<record_ptr>& xs);

  /// Drops a record. @pre There is one of this id.
  change erase(const record& x);

  /// Shares a part with other tables. @pre It is not null.
  void unify(std::size_t part, part_pool& pool) {
    pool.unify(parts_[part]);
  }

private:
  const record_ptr& find(std::string_view id, std::uint64_t hash) const;
  record_part& edit(std::size_t part);
  void count(const record_part& x, bool comes);
  void index(const record_ptr& before, const record_ptr& after);

  std::vector<part_ptr> parts_; ///< `part_count`, or none before the first put
  cow_owner owner_;
  std::size_t member_count_ = 0;
  std::size_t record_count_ = 0;
  std::uint64_t digest_ = 0;
  std::optional<service_index> services_;
};

} // namespace aegis::mesh
