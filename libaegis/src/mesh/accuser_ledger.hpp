#pragma once

#include "mesh/record.hpp"

#include <cstddef>
#include <string>
#include <unordered_map>

namespace aegis::mesh {

/// How many members each accuser holds under accusation in one table. Of
/// members on which all agree that they are gone, nobody needs to account.
class accuser_ledger {
public:
  /// A record changes; either may be null.
  void replace(const record* before, const record* after) {
    if (after != nullptr && is_open(*after))
      for (const auto& x : after->accusations)
        ++counts_[x.accuser];
    if (before != nullptr && is_open(*before))
      for (const auto& x : before->accusations)
        if (auto i = counts_.find(x.accuser); --i->second == 0)
          counts_.erase(i);
  }

  std::size_t count(const std::string& accuser) const {
    auto i = counts_.find(accuser);
    return i != counts_.end() ? i->second : 0;
  }

private:
  static bool is_open(const record& x) {
    return common_status(x) < node_status::down;
  }

  std::unordered_map<std::string, std::size_t> counts_;
};

} // namespace aegis::mesh
