#pragma once

#include "aegis/certificate.hpp"
#include "aegis/fault.hpp"

#include <string>
#include <string_view>

// Which node a certificate names. Pure rules; whether the certificate may be
// believed is decided in pki/trust.hpp.

namespace aegis::pki {

/// What a certificate must look like to name a node.
struct identity_rules {
  std::string mesh = "default";
  /// Accept a certificate without `spiffe://` URI by its common name.
  bool allow_common_name_only = false;
};

/// Checks the rule for mesh names, which is the one for node ids: the name
/// becomes the host part of a URI.
/// @returns `ec::invalid_argument` with the reason.
outcome<done> check_mesh_name(std::string_view mesh);

/// Returns `spiffe://<mesh>/node/<node_id>`; the SPIFFE ID of a node (SPIFFE-ID
/// specification, section 2).
std::string spiffe_uri(std::string_view mesh, std::string_view node_id);

/// Returns the node id that `cert` names. A `spiffe://` URI decides, where
/// there is one, and the common name must equal its id.
/// @returns `ec::wrong_identity` for another mesh, another kind of SPIFFE ID,
///          several of them, a differing common name, or an id that breaks the
///          rule for node ids.
outcome<std::string> identity_of(const certificate& cert,
                                 const identity_rules& rules);

} // namespace aegis::pki
