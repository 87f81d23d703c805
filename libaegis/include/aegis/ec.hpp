#pragma once

#include "aegis/export.hpp"

#include <cstdint>
#include <string>

namespace AEGIS_PUBLIC aegis {

/// Why an operation of the mesh failed, grouped by what the caller should do.
/// The numeric values travel between nodes inside `caf::error` and are frozen
/// by a test: add at the end of a group's range, never renumber.
enum class ec : std::uint8_t {
  none = 0,

  // -- try again, here or elsewhere (1-39) ----------------------------------
  no_providers = 1,  ///< no live node provides the service
  overloaded = 2,    ///< a queue, window or in-flight limit is full
  deadline = 3,      ///< the call's time is up
  unreachable = 4,   ///< no TCP connection: refused, no route, unknown host
  timed_out = 5,     ///< no answer in time while connecting or handshaking
  peer_lost = 6,     ///< the provider or its connection ended during the call
  shutting_down = 7, ///< this node or the peer is leaving the mesh
  not_connected = 8, ///< the operation needs a connection that is not up

  // -- fix the call (40-79) --------------------------------------------------
  invalid_argument = 40,   ///< an argument is malformed or out of range
  unknown_node = 41,       ///< no such node in the topology or among the peers
  already_exists = 42,     ///< the node or peer is known already
  unknown_service = 43,    ///< the asked node does not provide the service
  not_authorized = 44,     ///< the caller may not do this
  payload_too_large = 45,  ///< the message exceeds the payload maximum
  malformed_message = 46,  ///< a message does not parse or breaks a limit
  interface_mismatch = 47, ///< typed handle and provider do not match
  no_caller = 48,          ///< the current message has no known sender
  unsupported = 49,        ///< the receiver does not know this kind of message

  // -- fix the configuration (80-159) ---------------------------------------
  invalid_id = 80,      ///< a node id breaks the rule for node ids
  invalid_address = 81, ///< not `host:port`
  file_error = 82,      ///< a file or directory cannot be read or written
  bad_pem = 83,         ///< a file holds no usable PEM of the wanted kind
  key_mismatch = 84,    ///< the private key is not the certificate's
  wrong_identity = 85,  ///< the certificate names another id
  untrusted_ca = 86,    ///< no chain to a trusted root
  expired = 87,         ///< the certificate is expired or not yet valid
  encrypted_key = 88,   ///< the key needs a passphrase, none or a wrong one
  insecure_permissions = 89, ///< key material is readable by others
  missing_san = 90,          ///< a required subject alternative name is absent
  name_mismatch = 91,        ///< the peer's certificate names another node
  not_tls = 92,              ///< the peer does not speak TLS
  refused_by_peer = 93,      ///< the peer turned our certificate or us away
  protocol_error = 94,       ///< the peer breaks the protocol
  duplicate_id = 95,         ///< another live instance has this node id
  node_exists = 96,          ///< this actor system runs a node already
  not_configured = 97,       ///< the actor system was not set up for the mesh
  bad_usage = 98,            ///< the certificate may not be used this way

  // -- give up (160-) --------------------------------------------------------
  internal = 160, ///< a defect of the library; the text says where
};

/// Returns the name of `code` as written in the enumeration, `"unknown"` for
/// a value that this version does not know.
AEGIS_PUBLIC std::string to_string(ec code);

/// What a caller can do about an error.
enum class reaction : std::uint8_t {
  none,
  retry,             ///< try again later or elsewhere
  fix_call,          ///< the call itself is wrong
  fix_configuration, ///< certificates, addresses or limits need a change
  give_up,           ///< report it
};

/// Returns the group that `code` belongs to.
constexpr reaction reaction_to(ec code) noexcept {
  auto value = static_cast<std::uint8_t>(code);
  if (value == 0)
    return reaction::none;
  if (value < 40)
    return reaction::retry;
  if (value < 80)
    return reaction::fix_call;
  if (value < 160)
    return reaction::fix_configuration;
  return reaction::give_up;
}

} // namespace aegis
