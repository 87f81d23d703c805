#pragma once

#include "aegis/fault.hpp"
#include "pki/authority.hpp"
#include "pki/directory.hpp"
#include "pki/store.hpp"

#include <vector>

namespace aegis::pki {

/// The CA of a certificate directory, with its key.
struct directory_ca {
  std::vector<x509_ptr> roots; ///< all that are trusted
  authority issuer;            ///< the one whose key is there
};

/// Loads the CA. The file may hold several roots; the key tells which one
/// issues.
outcome<directory_ca> load_ca(const store_options& options,
                              const directory_files& files);

/// Makes the CA and its files, under the directory's lock.
/// @param has_key use the key that is there.
outcome<directory_ca> make_ca(const store_options& options,
                              const directory_files& files, bool has_key);

} // namespace aegis::pki
