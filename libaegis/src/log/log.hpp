#pragma once

#include <spdlog/logger.h>

namespace aegis {

/// The logger of the library, named "aegis". An application that registers a
/// logger of this name with spdlog before the first node is built receives
/// everything there; otherwise lines go to standard error, from the level that
/// the environment variable AEGIS_LOG names (trace, debug, info, warning,
/// error, off; default warning). Thread-safe.
spdlog::logger& log();

} // namespace aegis
