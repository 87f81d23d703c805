#pragma once

#include <string>
#include <vector>

// The parts that the director starts, each a process of its own.

namespace bench {

using arguments = std::vector<std::string>;

/// contestant, certificate directory, `pinned` or `free`. Prints `ready PORT`
/// and serves until its standard input ends.
int run_server(const arguments& xs);

/// contestant, certificate directory, `pinned` or `free`, port, process id of
/// the server. Prints `ready`. A line `FIGURES MILLISECONDS` on its standard
/// input makes it measure; it answers with lines `NAME VALUE`, then `done`.
/// FIGURES: latency, calls, payload, bulk, connections.
int run_client(const arguments& xs);

} // namespace bench
