#pragma once

#include <aegis/node.hpp>

#include <string>
#include <vector>

// The processes of these tests. Each is a real node; the test tells it what to
// do by lines on its standard input and reads lines from its standard output.

namespace aegis::test {

inline const service_id echo_service{"echo", "v1"};

/// Which the rules of the target keep from mallory.
inline const service_id ruled_service{"ruled", "v1"};

/// The node that is attacked.
/// Arguments: id, certificate directory.
/// Says `ready ADDRESS SERVICE HIDDEN`: the actor ids of an exported actor and
/// of one that was never exported. Commands:
///   `stats`               answers `stats KEY=NUMBER...`
///   `dial N ID ADDRESS`   answers `dialed N CODE TEXT`, when it is done
int run_target(const std::vector<std::string>& arguments);

/// A node that behaves, and calls the service of the target all the time.
/// Arguments: id, certificate directory, target id, target address.
/// Says `ready` with the first answer. Commands:
///   `stats`               answers `stats KEY=NUMBER...`
int run_honest(const std::vector<std::string>& arguments);

/// A builder with what both share.
node_builder make_builder(const std::string& id, const std::string& dir);

/// Prints an error; returns the exit code.
int give_up(const std::string& what);

} // namespace aegis::test
