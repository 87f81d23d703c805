#include "mesh/backoff.hpp"

#include <algorithm>
#include <cassert>
#include <limits>

namespace aegis::mesh {

backoff::backoff(duration min, duration max) : min_(min), max_(max) {
  assert(min_ > duration::zero() && min_ <= max_);
}

backoff::duration backoff::next(random_source& random) {
  auto high = ceiling();
  if (failures_ < std::numeric_limits<std::uint32_t>::max())
    ++failures_;
  return duration{random.between((min_ / 10).count(), high.count())};
}

backoff::duration backoff::ceiling() const {
  auto result = min_;
  for (std::uint32_t i = 0; i < failures_ && result < max_; ++i)
    result = result > max_ / 2 ? max_ : result * 2;
  return result;
}

} // namespace aegis::mesh
