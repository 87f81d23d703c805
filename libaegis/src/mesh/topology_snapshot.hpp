#pragma once

#include "mesh/record_store.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

namespace aegis::mesh {

/// Set by the first snapshot that is asked for services: from then on the table
/// keeps an index of them. Nobody pays for it before.
using index_demand = std::atomic<bool>;

/// A table at one moment. Immutable: all functions may be called from any
/// thread. Shares what did not change with the table and other snapshots.
class topology_snapshot {
public:
  topology_snapshot() = default;

  /// @param demand  may be null
  topology_snapshot(const record_store& content, std::uint64_t version,
                    std::shared_ptr<index_demand> demand = nullptr)
    : content_(content), version_(version), demand_(std::move(demand)) {}

  topology_snapshot(const topology_snapshot&) = delete;
  topology_snapshot& operator=(const topology_snapshot&) = delete;

  /// Returns a member, or null.
  record_ptr find(std::string_view id) const;

  /// Returns a member or a tombstone, or null.
  record_ptr find_any(std::string_view id) const;

  /// Calls `visit` with each record, tombstones included; in an order that
  /// depends on the records alone.
  template <class Visitor>
  void for_each(Visitor visit) const {
    content_.for_each(std::move(visit));
  }

  /// Members, ordered by id.
  std::vector<record_ptr> members() const {
    return content_.members();
  }

  /// Members and tombstones, ordered by id.
  std::vector<record_ptr> records() const {
    return content_.records();
  }

  /// Members that provide exactly `service`: one hash look-up, and one for each
  /// of them. The first time in a table's life, all records are visited.
  std::vector<record_ptr> providers(const service_id& service) const {
    return content_.providers(services(), service);
  }

  /// Members that provide any version of a service.
  std::vector<record_ptr> by_service(std::string_view name) const {
    return content_.providers_of_any(services(), name);
  }

  /// Number of members.
  std::size_t size() const noexcept {
    return content_.member_count();
  }

  std::size_t tombstone_count() const noexcept {
    return content_.record_count() - content_.member_count();
  }

  std::uint64_t version() const noexcept {
    return version_;
  }

  /// See `topology_table::digest`.
  std::uint64_t digest() const noexcept {
    return content_.digest();
  }

  const record_store& content() const noexcept {
    return content_;
  }

private:
  const service_index& services() const;

  record_store content_;
  std::uint64_t version_ = 0;
  std::shared_ptr<index_demand> demand_;
  mutable std::once_flag indexed_;
  mutable std::optional<service_index> own_index_; ///< if `content_` has none
};

using snapshot_ptr = std::shared_ptr<const topology_snapshot>;

} // namespace aegis::mesh
