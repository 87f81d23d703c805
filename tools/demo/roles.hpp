#pragma once

#include <aegis/node.hpp>

#include <aegis/identity/v1/identity.pb.h>

#include <string>
#include <vector>

// The parts of the demo, each a process of its own. A part tells the director
// what happens by lines on its standard output; see the functions.

namespace demo {

using arguments = std::vector<std::string>;

inline const aegis::service_id identity_service{"identity", "v1"};

/// id, certificate directory, address, [seed id, seed address]. Provides the
/// identity service until its standard input ends.
/// Lines: `ready ADDRESS`, `served SESSION CALLER FINGERPRINT`.
int run_provider(const arguments& xs);

/// id, certificate directory, seed id, seed address. Calls the service a few
/// times a second until its standard input ends. A line `dial ID ADDRESS` makes
/// it connect to somebody.
/// Lines: `call NUMBER PROVIDER`, `failed NUMBER ERROR`, `dialed ID RESULT`.
int run_consumer(const arguments& xs);

/// kind (`other-ca`, `expired`, `other-name`), certificate directory, target
/// id, target address. The first two dial the target; the last one listens.
/// Lines: `turned-away ERROR`, `let-in`, `ready ADDRESS`.
int run_intruder(const arguments& xs);

/// Starts all the others and tells what they do.
int run_director();

/// A builder with what all nodes of the demo share.
inline aegis::node_builder make_builder(const std::string& id,
                                        const std::string& address) {
  aegis::node_builder result;
  result.id(id).name(id).address(address).key(aegis::key_kind::ecdsa_p256);
  result.configure([](aegis::config& cfg) {
    cfg.add_messages<aegis::identity::v1::ValidateSessionRequest,
                     aegis::identity::v1::ValidateSessionResponse>();
  });
  return result;
}

/// Prints one line and lets the director see it at once.
void tell(const std::string& line);

/// Prints an error for people; returns the exit code.
int give_up(const std::string& what);

} // namespace demo
