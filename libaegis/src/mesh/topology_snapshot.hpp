#pragma once

#include "mesh/record_store.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace aegis::mesh {

/// A table at one moment. Immutable: all functions may be called from any
/// thread. Shares what did not change with the table and other snapshots.
class topology_snapshot {
public:
  topology_snapshot() = default;

  topology_snapshot(const record_store& content, std::uint64_t version)
    : content_(content), version_(version) {}

  topology_snapshot(const topology_snapshot&) = delete;
  topology_snapshot& operator=(const topology_snapshot&) = delete;

  /// Returns a member, or null.
  record_ptr find(std::string_view id) const;

  /// Returns a member or a tombstone, or null.
  record_ptr find_any(std::string_view id) const;

  /// Members, ordered by id.
  std::vector<record_ptr> members() const {
    return content_.members();
  }

  /// Members and tombstones, ordered by id.
  std::vector<record_ptr> records() const {
    return content_.records();
  }

  /// Members that provide exactly `service`: one hash look-up. The range refers
  /// to this snapshot.
  provider_range providers(const service_id& service) const {
    return content_.providers(service);
  }

  /// Members that provide any version of a service.
  std::vector<record_ptr> by_service(std::string_view name) const {
    return content_.providers_of_any(name);
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

  /// Parts of its memory, and how many of them another snapshot has as well.
  std::size_t chunk_count() const noexcept {
    return content_.chunk_count();
  }

  std::size_t chunks_shared_with(const topology_snapshot& x) const {
    return content_.chunks_shared_with(x.content_);
  }

private:
  record_store content_;
  std::uint64_t version_ = 0;
};

using snapshot_ptr = std::shared_ptr<const topology_snapshot>;

} // namespace aegis::mesh
