#pragma once

#include "aegis/export.hpp"
#include "aegis/fault.hpp"
#include "aegis/simulation/run.hpp"

#include <string>

namespace aegis {
namespace AEGIS_PUBLIC simulation {

/// Writes `index.html`, a page that needs nothing else, and beside it the
/// figures as `samples.csv`, `detections.csv`, `traffic.csv` and `marks.csv`.
/// The directory is made if it is not there.
/// @returns `ec::file_error` with the path and the reason.
AEGIS_PUBLIC outcome<done> write_report(const run_result& x,
                                        const std::string& directory);

/// A few aligned lines for a terminal.
AEGIS_PUBLIC std::string summary_of(const run_result& x, bool colours);

} // namespace simulation
} // namespace aegis
