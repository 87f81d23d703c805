#pragma once

#include "aegis/fault.hpp"
#include "aegis/node_info.hpp"
#include "pki/openssl_ptr.hpp"
#include "pki/trust.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace aegis::pki {

/// A member's certificate with those that it builds on.
struct member_path {
  std::string node_id;
  evp_pkey_ptr key;
  timestamp_ms not_before{}; ///< since when all of them are valid
  timestamp_ms not_after{};  ///< when the first of them ends
  std::string der; ///< as `to_der` makes it: what is needed below the root
};

/// Checks a certificate as `verify_peer` does, except that dates are for the
/// caller to judge, which may be long after. Thread-safe.
/// @param der  what `to_der` made, further certificates in any order
/// @returns the path to the root, or `ec::bad_pem` or what `verify_peer` says.
outcome<member_path> verify_path(std::string_view der,
                                 const std::vector<x509_ptr>& roots,
                                 peer_check check);

} // namespace aegis::pki
