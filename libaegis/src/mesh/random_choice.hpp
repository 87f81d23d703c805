#pragma once

#include "mesh/candidates.hpp"

namespace aegis::mesh {

/// Chooses any usable candidate. No state, so that handles and threads that
/// choose at once never meet. Thread-safe; neither locks nor allocates.
class random_choice {
public:
  template <class Candidates>
  std::optional<std::size_t> pick(const Candidates& xs,
                                  random_stream& random) const {
    return any_usable(xs, random);
  }
};

} // namespace aegis::mesh
