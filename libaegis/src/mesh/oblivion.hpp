#pragma once

#include "mesh/record.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>

namespace aegis::mesh {

/// Ids whose records were dropped, each with the last that was known of it.
///
/// Nodes drop a record at different moments. Without this memory, the first to
/// do so would learn it again from the others, they from it after that, and it
/// would never end; or it would take an old copy for a living node.
class oblivion {
public:
  explicit oblivion(std::size_t ids_max) : ids_max_(ids_max) {}

  /// Remembers a record until a moment; beyond `ids_max` the oldest is lost.
  void remember(const record& x, timestamp_ms now, timestamp_ms until);

  /// Returns the last incarnation of a remembered id.
  std::optional<std::uint64_t> incarnation_of(const std::string& id) const;

  /// True if a record says nothing that was not known when its id was
  /// forgotten. News are a later life; of a record that was merely dropped, a
  /// later revision; and of a member that was declared dead, one that it signed
  /// after that (by more than clocks differ): then it was not, and nobody is
  /// left to tell it that it has to refute it.
  bool covers(const record& x) const;

  /// The id is in use again.
  void drop(const std::string& id);

  void expire(timestamp_ms now);

  std::size_t size() const noexcept {
    return ids_.size();
  }

private:
  struct mark {
    std::uint64_t incarnation = 0;
    std::uint64_t revision = 0;
    bool was_dead = false;
    timestamp_ms at{};
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
