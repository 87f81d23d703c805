#pragma once

#include "pki/credentials.hpp"
#include "pki/directory.hpp"
#include "pki/store.hpp"

namespace aegis::pki {

/// Generates what a certificate directory lacks for a node to have credentials:
/// the CA, the node's key, its certificate. The caller holds the lock.
///
/// A key is written before its certificate, and a key that has no certificate
/// is used, not replaced. So a crash between the two is repaired by the next
/// run, and no complete file is ever touched.
outcome<credentials_ptr> generate(const store_options& options,
                                  const directory_files& files,
                                  const directory_contents& present);

} // namespace aegis::pki
