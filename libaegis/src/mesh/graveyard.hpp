#pragma once

#include <aegis/node_info.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>

namespace aegis::mesh {

/// Ids of tombstones in the order of their burials. Nobody is buried twice.
class graveyard {
public:
  struct grave {
    std::string id;
    timestamp_ms since{};
  };

  bool contains(const std::string& id) const {
    return tickets_.count(id) != 0;
  }

  /// @pre `!contains(id)`
  void bury(const std::string& id, timestamp_ms now) {
    graves_.emplace(++last_ticket_, grave{id, now});
    tickets_.emplace(id, last_ticket_);
  }

  /// Nothing happens if it is not there.
  void exhume(const std::string& id) {
    auto i = tickets_.empty() ? tickets_.end() : tickets_.find(id);
    if (i == tickets_.end())
      return;
    graves_.erase(i->second);
    tickets_.erase(i);
  }

  /// Returns the first that is left, or null. Valid until the next change.
  const grave* oldest() const {
    return graves_.empty() ? nullptr : &graves_.begin()->second;
  }

  std::size_t size() const noexcept {
    return graves_.size();
  }

private:
  std::uint64_t last_ticket_ = 0;
  std::map<std::uint64_t, grave> graves_;
  std::unordered_map<std::string, std::uint64_t> tickets_;
};

} // namespace aegis::mesh
