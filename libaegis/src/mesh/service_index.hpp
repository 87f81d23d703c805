#pragma once

#include "mesh/cow_hash_table.hpp"

#include <aegis/service_id.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aegis::mesh {

/// Hashes of ids (`hash_of_id`), ascending.
using id_hashes = std::vector<std::uint64_t>;

/// Who provides which service. A look-up is one hash, however many nodes and
/// services there are; a change touches the lists of its services only. Holds
/// the hashes of the providers' ids; one that two of them share is there twice.
/// Thread-safety as for `cow_array`.
class service_index {
public:
  /// @pre The node does not provide it yet.
  void add(const service_id& service, std::uint64_t id_hash);

  /// @pre The node provides it.
  void remove(const service_id& service, std::uint64_t id_hash);

  /// Returns the providers of exactly this service, or null if there are none.
  /// Valid until the next change.
  const id_hashes* providers(const service_id& service) const;

  /// Returns the providers of any version, each hash once.
  id_hashes providers_of_any(std::string_view name) const;

  /// Number of services with providers.
  std::size_t size() const noexcept {
    return lists_.size();
  }

  std::size_t chunk_count() const noexcept;
  std::size_t chunks_shared_with(const service_index& x) const;

private:
  struct provider_list {
    service_id service;
    id_hashes nodes;
  };

  struct version_list {
    std::string name;
    std::vector<std::string> versions;
  };

  void add_version(const service_id& service);
  void remove_version(const service_id& service);

  cow_hash_table<cow_ptr<provider_list>> lists_;
  cow_hash_table<cow_ptr<version_list>> names_;
  cow_owner owner_;
};

} // namespace aegis::mesh
