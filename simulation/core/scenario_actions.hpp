#pragma once

#include "aegis/simulation/scenario.hpp"
#include "simulation/core/scenario_words.hpp"

namespace aegis::simulation {

/// Reads what happens, from its verb on.
/// @returns `ec::invalid_argument` with what is wrong.
outcome<action> read_action(word_reader& in);

} // namespace aegis::simulation
