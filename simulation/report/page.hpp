#pragma once

#include "aegis/simulation/run.hpp"

#include <string>

namespace aegis::simulation::report {

/// The whole page, self-contained.
std::string page_of(const run_result& x);

} // namespace aegis::simulation::report
