#include "mesh/awareness.hpp"

#include <algorithm>

namespace aegis::mesh {

void awareness::improve() noexcept {
  if (score_ > 0)
    --score_;
}

void awareness::worsen(unsigned by) noexcept {
  score_ += std::min(by, max_ - score_);
}

} // namespace aegis::mesh
