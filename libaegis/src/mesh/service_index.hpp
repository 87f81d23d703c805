#pragma once

#include "mesh/cow_hash_table.hpp"

#include <aegis/service_id.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aegis::mesh {

/// A record's place in a table.
using slot_id = std::uint32_t;

/// Who provides which service. A look-up is one hash, however many nodes and
/// services there are; a change touches the lists of its services only.
/// Thread-safety as for `cow_array`.
class service_index {
public:
  /// @pre `slot` does not provide it yet.
  void add(const service_id& service, slot_id slot);

  /// @pre `slot` provides it.
  void remove(const service_id& service, slot_id slot);

  /// Returns the providers of exactly this service, ascending, or null if there
  /// are none. Valid until the next change.
  const std::vector<slot_id>* providers(const service_id& service) const;

  /// Returns the providers of any version, ascending, each once.
  std::vector<slot_id> providers_of_any(std::string_view name) const;

  /// Number of services with providers.
  std::size_t size() const noexcept {
    return lists_.size();
  }

  std::size_t chunk_count() const noexcept;
  std::size_t chunks_shared_with(const service_index& x) const;

private:
  struct provider_list {
    service_id service;
    std::vector<slot_id> slots;
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
