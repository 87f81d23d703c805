#pragma once

#include "mesh/random.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace aegis::mesh {

/// In which order members are probed: all of them once in a random order, then
/// again in another one, so that each is probed at the latest after twice as
/// many intervals as there are members. A new member takes a random place.
/// (SWIM, section 4.3.)
class probe_order {
public:
  /// Adds a member, in constant time. @pre It is not there yet.
  void add(const std::string& id, random_source& random);

  void remove(const std::string& id);

  /// The next member to be probed, or nothing if there is none.
  std::optional<std::string> next(random_source& random);

  /// Up to `count` other members in random order, to help with a probe.
  std::vector<std::string> helpers(const std::string& target, std::size_t count,
                                   random_source& random) const;

  std::size_t size() const noexcept {
    return ids_.size();
  }

private:
  std::vector<std::string> ids_;
  std::size_t turn_ = 0;
};

} // namespace aegis::mesh
