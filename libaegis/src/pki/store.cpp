#include "pki/store.hpp"

#include "core/printable.hpp"
#include "pki/atomic_file.hpp"
#include "pki/directory.hpp"
#include "pki/directory_lock.hpp"
#include "pki/generation.hpp"
#include "pki/identity.hpp"
#include "pki/limits.hpp"
#include "pki/openssl_error.hpp"

namespace aegis::pki {

namespace {

outcome<done> check_options(const store_options& options) {
  if (auto valid = check_node_id(options.node_id); !valid)
    return valid;
  if (options.node_id == "ca")
    return fault{ec::invalid_id, "node id \"ca\" is taken in the certificate "
                                 "directory "
                                   + options.dir
                                   + ": its files would be those of the CA"};
  return check_mesh_name(options.mesh);
}

outcome<credentials_ptr> load_from(const directory_files& files,
                                   const store_options& options) {
  auto from = options.tls;
  from.cert_pem.clear();
  from.key_pem.clear();
  from.ca_pem.clear();
  from.cert_file = files.path(files.cert);
  from.key_file = files.path(files.key);
  from.ca_file = files.path(files.ca_cert);
  return load(from, options.node_id, options.mesh);
}

} // namespace

outcome<credentials_ptr> load_or_generate(const store_options& options) {
  error_guard guard;
  if (auto valid = check_options(options); !valid)
    return std::move(valid.error());
  if (auto there = prepare_directory(options.dir); !there)
    return std::move(there.error());
  directory_files files{options.dir, options.node_id};
  auto present = look_at(files);
  if (!present)
    return std::move(present.error());
  if (present->complete())
    return load_from(files, options);
  auto lock = directory_lock::acquire(options.dir, lock_timeout);
  if (!lock)
    return std::move(lock.error());
  remove_leftovers(options.dir);
  present = look_at(files);
  if (!present)
    return std::move(present.error());
  return present->complete() ? load_from(files, options)
                             : generate(options, files, *present);
}

} // namespace aegis::pki
