#pragma once

#include "aegis/export.hpp"

#include <string>
#include <vector>

namespace AEGIS_PUBLIC aegis {

/// Kind of a generated key. ECDSA P-256 keys are about a thousand times
/// cheaper to make than RSA ones.
enum class key_kind { rsa, ecdsa_p256 };

/// Where a node's certificate, key and trusted roots come from.
///
/// Each of the three has a file and a PEM text; the text wins. With
/// `from_environment()` they are filled from `AEGIS_CERT`, `AEGIS_KEY`,
/// `AEGIS_CA` (PEM text) or `AEGIS_CERT_FILE`, `AEGIS_KEY_FILE`,
/// `AEGIS_CA_FILE`, and the passphrase from `AEGIS_KEY_PASSPHRASE`.
struct tls_options {
  std::string cert_file; ///< the node's certificate, then intermediates
  std::string key_file;
  std::string ca_file; ///< one or more trusted roots
  std::string cert_pem;
  std::string key_pem;
  std::string ca_pem;
  std::string passphrase; ///< for an encrypted key

  /// Subject alternative names (DNS, IP or URI) that the node's own
  /// certificate must carry.
  std::vector<std::string> required_sans;

  /// Accept certificates, our own and peers', whose date has passed or not
  /// begun. Everything else is still checked.
  bool insecure_allow_expired = false;

  /// Accept a key file that its group may read, as mounted secrets are.
  bool insecure_allow_group_readable_key = false;

  /// Accept peers whose certificate has a common name only and no
  /// `spiffe://` URI, as an outside CA issues them.
  bool insecure_allow_common_name_only = false;

  /// Reads the variables named above.
  static tls_options from_environment();
};

} // namespace aegis
