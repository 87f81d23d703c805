#pragma once

#include "aegis/node_info.hpp"
#include "aegis/tls_options.hpp"
#include "pki/limits.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace aegis::pki {

/// What a new certificate shall say. The defaults are those of a node.
struct subject {
  std::string common_name; ///< 1-64 characters
  std::vector<std::string> dns;
  std::vector<std::string> ips;
  std::vector<std::string> uris;
  /// When the validity begins, from now.
  std::chrono::seconds valid_from = -clock_skew;
  /// From that point on.
  std::chrono::seconds valid_for = node_validity;
  /// Of the key, if one is made.
  key_kind kind = key_kind::rsa;
  bool as_ca = false; ///< an intermediate CA
  bool server_auth = true;
  bool client_auth = true;
  bool digital_signature = true;
};

/// Adds an alternative name: an IP address, a URI if it contains `://`, a DNS
/// name otherwise.
void add_name(subject& out, const std::string& name);

/// Returns the subject of a node's certificate. Its names are the node id,
/// localhost, the loopback addresses, the host of `address` unless it is empty
/// or a wildcard, and the SPIFFE URI.
subject node_subject(std::string_view node_id, std::string_view mesh,
                     const host_port& address, key_kind kind = key_kind::rsa,
                     std::chrono::seconds valid_for = node_validity);

} // namespace aegis::pki
