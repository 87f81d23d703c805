#pragma once

#include <aegis/node_info.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>

namespace aegis::mesh {

/// Ids whose tombstones were dropped, each with its last incarnation.
///
/// Nodes drop a tombstone at different moments. Without this memory, the first
/// to do so would learn it again from the others, they from it after that, and
/// it would never end; or it would take an old copy for a living node.
class oblivion {
public:
  explicit oblivion(std::size_t ids_max) : ids_max_(ids_max) {}

  /// Remembers an id until a moment; beyond `ids_max` the oldest is lost.
  void remember(const std::string& id, std::uint64_t incarnation,
                timestamp_ms until);

  /// Returns the last incarnation of a remembered id.
  std::optional<std::uint64_t> incarnation_of(const std::string& id) const;

  /// The id is in use again.
  void drop(const std::string& id);

  void expire(timestamp_ms now);

  std::size_t size() const noexcept {
    return ids_.size();
  }

private:
  struct mark {
    std::uint64_t incarnation = 0;
    std::uint64_t ticket = 0;
  };

  struct end {
    std::string id;
    std::uint64_t ticket = 0;
    timestamp_ms at{};
  };

  void drop_oldest();

  std::size_t ids_max_;
  std::uint64_t tickets_ = 0;
  std::unordered_map<std::string, mark> ids_;
  std::deque<end> ends_; // may hold ids that were dropped or renewed since
};

} // namespace aegis::mesh
