#pragma once

#include "mesh/record_part.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <unordered_map>

namespace aegis::simulation {

/// The parts of all simulated nodes' tables, each content once: nodes that know
/// the same hold it together. Forgets those that nobody has any more.
/// Thread-safe.
class shared_parts final : public mesh::part_pool {
public:
  void unify(mesh::part_ptr& x) override;

private:
  /// So that threads seldom wait for each other.
  static constexpr std::size_t shelf_count = 16;

  struct shelf {
    std::mutex mtx;
    std::unordered_map<std::uint64_t, mesh::part_ptr> parts; ///< by digest
    std::size_t prune_at = 1024 / shelf_count;
  };

  std::array<shelf, shelf_count> shelves_;
};

} // namespace aegis::simulation
