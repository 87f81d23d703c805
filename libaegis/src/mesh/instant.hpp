#pragma once

#include <chrono>

namespace aegis::mesh {

/// A moment of a clock that never goes back. Whoever owns a rule brings it in;
/// nothing in this folder reads a clock.
using instant = std::chrono::steady_clock::time_point;

} // namespace aegis::mesh
