#pragma once

#include "mesh/instant.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace aegis::mesh {

/// How many providers of a service may be ejected at a time. If most of them
/// fail, the fault is not theirs, and the few that are left could not bear the
/// load. (`max_ejection_percent` of Envoy's outlier detection.)
///
/// Not thread-safe.
class ejection_cap {
public:
  /// @param share  of all providers, 0 to 1; at least one may always go
  explicit ejection_cap(double share) : share_(share) {}

  void set_providers(std::size_t x) {
    providers_ = x;
  }

  /// Asks to eject one more until `end`. @returns false if too many are.
  bool take(instant now, instant end) {
    ends_.erase(std::remove_if(ends_.begin(), ends_.end(),
                               [=](instant x) { return x <= now; }),
                ends_.end());
    auto room
      = std::max<std::size_t>(static_cast<std::size_t>(std::floor(
                                share_ * static_cast<double>(providers_))),
                              1);
    if (ends_.size() >= room)
      return false;
    ends_.push_back(end);
    return true;
  }

private:
  double share_;
  std::size_t providers_ = 1;
  std::vector<instant> ends_; ///< of the ejections that go on
};

} // namespace aegis::mesh
