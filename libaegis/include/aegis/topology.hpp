#pragma once

#include "aegis/export.hpp"
#include "aegis/node_info.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace aegis::mesh {
class topology_snapshot;
} // namespace aegis::mesh

namespace AEGIS_PUBLIC aegis {

/// An immutable view of the topology. Copies are cheap; all functions are
/// thread-safe and never block.
class topology_view {
public:
  topology_view();
  explicit topology_view(std::shared_ptr<const mesh::topology_snapshot> x);

  /// All records, tombstones excluded, ordered by id.
  std::vector<node_info> nodes() const;
  /// A copy of the record, or nullptr.
  std::shared_ptr<const node_info> find(const std::string& id) const;
  /// Live nodes that provide exactly `service`; cost grows with their number
  /// only.
  std::vector<node_info> providers(const service_id& service) const;
  /// Live nodes that provide any version of the service.
  std::vector<node_info> by_service(const std::string& name) const;
  std::size_t size() const;
  std::uint64_t version() const;
  /// Equal for tables with equal content, whatever their versions.
  std::uint64_t digest() const;

private:
  std::shared_ptr<const mesh::topology_snapshot> snapshot_;
};

enum class topology_change : std::uint8_t {
  joined,
  updated,
  suspected,
  down,
  left,
  service_up,
  service_down,
};

AEGIS_PUBLIC std::string to_string(topology_change x);

/// One change of the topology.
struct topology_event {
  topology_change change = topology_change::joined;
  node_info node;
  service_id service; ///< for service_up and service_down
  std::uint64_t version = 0;
};

/// Ends a subscription when destroyed. Move-only.
class topology_subscription {
public:
  topology_subscription() = default;
  explicit topology_subscription(std::function<void()> end)
    : end_(std::move(end)) {}
  topology_subscription(topology_subscription&& x) noexcept
    : end_(std::exchange(x.end_, nullptr)) {}
  topology_subscription& operator=(topology_subscription&& x) noexcept {
    std::swap(end_, x.end_);
    return *this;
  }
  ~topology_subscription() {
    if (end_)
      end_();
  }

private:
  std::function<void()> end_;
};

} // namespace aegis
