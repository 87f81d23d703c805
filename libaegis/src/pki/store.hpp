#pragma once

#include "aegis/fault.hpp"
#include "aegis/node_info.hpp"
#include "aegis/tls_options.hpp"
#include "pki/credentials.hpp"

#include <string>
#include <string_view>

namespace aegis::pki {

/// A certificate directory and the node that wants its credentials from it.
struct store_options {
  std::string dir;
  std::string node_id;
  std::string mesh = "default";
  /// Of keys that are generated; keys that are there may be of any kind.
  key_kind kind = key_kind::rsa;
  /// What others dial; goes into a generated certificate.
  host_port address;
  /// The `insecure_` flags, `required_sans` and `passphrase`. Files and texts
  /// are not used. With a passphrase, generated keys are stored encrypted.
  tls_options tls;
};

/// Loads the node's credentials from a directory and generates what is missing:
/// `ca-cert.pem`, `ca-key.pem`, `<id>-cert.pem`, `<id>-key.pem`.
///
/// Any number of threads and processes may do so at once. A file that exists is
/// never overwritten. The CA's key is read only to issue a certificate; the
/// directory is written to only if something is missing. Waits for other
/// processes' key generation, `lock_timeout` at most.
///
/// Errors name the file: `invalid_id`, `file_error`, `bad_pem`, `key_mismatch`,
/// `wrong_identity`, `untrusted_ca`, `expired`, `encrypted_key`,
/// `insecure_permissions`, `missing_san`, `bad_usage`.
outcome<credentials_ptr> load_or_generate(const store_options& options);

/// Loads credentials from the files and texts that `options` names.
/// Errors as above, and `invalid_argument` if one of the three is not given.
outcome<credentials_ptr> load(const tls_options& options,
                              std::string_view node_id, std::string_view mesh);

} // namespace aegis::pki
