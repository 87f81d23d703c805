#pragma once

#include "mesh/accusation.hpp"

#include <cstddef>
#include <string>
#include <unordered_map>

namespace aegis::mesh {

/// How many members each accuser holds under accusation in one table.
class accuser_ledger {
public:
  /// The accusations of one record change.
  void replace(const accusation_list& before, const accusation_list& after) {
    for (const auto& x : after)
      ++counts_[x.accuser];
    for (const auto& x : before)
      if (auto i = counts_.find(x.accuser); --i->second == 0)
        counts_.erase(i);
  }

  std::size_t count(const std::string& accuser) const {
    auto i = counts_.find(accuser);
    return i != counts_.end() ? i->second : 0;
  }

private:
  std::unordered_map<std::string, std::size_t> counts_;
};

} // namespace aegis::mesh
