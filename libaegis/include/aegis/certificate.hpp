#pragma once

#include "aegis/export.hpp"
#include "aegis/node_info.hpp"

#include <string>
#include <vector>

namespace AEGIS_PUBLIC aegis {

/// What a reader may want to know of an X.509 certificate. An immutable value.
struct certificate {
  std::string subject;     ///< RFC 2253 form
  std::string issuer;      ///< RFC 2253 form
  std::string common_name; ///< of the subject
  std::vector<std::string> dns_names;
  std::vector<std::string> ip_addresses;
  std::vector<std::string> uris;
  std::string serial; ///< hexadecimal, lower case
  std::string
    fingerprint; ///< SHA-256 of the DER form, 64 hex digits, lower case
  timestamp_ms not_before{};
  timestamp_ms not_after{};
  std::string pem;
};

} // namespace aegis
