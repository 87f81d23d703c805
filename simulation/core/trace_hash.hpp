#pragma once

#include "mesh/hash.hpp"
#include "simulation/core/time.hpp"

#include <cstdint>
#include <string_view>

namespace aegis::simulation {

/// One number for all that crossed the network in a run: two runs with the same
/// number delivered the same messages at the same times. Pure.
class trace_hash {
public:
  struct delivery {
    instant when;
    std::uint64_t from; ///< index of the sending node
    std::uint64_t to;
    std::string_view type;
    std::uint64_t digest; ///< of the content
  };

  void add(const delivery& x) {
    hash_.number(static_cast<std::uint64_t>(x.when.time_since_epoch().count()))
      .number(x.from)
      .number(x.to)
      .text(x.type)
      .number(x.digest);
    ++count_;
  }

  std::uint64_t value() const {
    return hash_.result();
  }

  std::uint64_t count() const {
    return count_;
  }

private:
  mesh::hasher hash_;
  std::uint64_t count_ = 0;
};

} // namespace aegis::simulation
