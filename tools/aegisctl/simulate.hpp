#pragma once

namespace CLI {
class App;
} // namespace CLI

namespace aegis::ctl {

/// Adds `simulate`: a simulated mesh runs a scenario, is checked all the time,
/// and ends in a report.
/// @param status  what the process returns: 1 if something was violated
void add_simulate(CLI::App& app, int& status);

} // namespace aegis::ctl
