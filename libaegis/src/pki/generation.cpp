#include "pki/generation.hpp"

#include "pki/certificate.hpp"
#include "pki/directory_ca.hpp"
#include "pki/key.hpp"
#include "pki/key_file.hpp"
#include "pki/time.hpp"

#include <algorithm>

namespace aegis::pki {

namespace {

/// States that no run of ours leaves behind: somebody removed a file, and what
/// we would make instead would not fit the rest.
outcome<done> check_contents(const directory_files& files,
                             const directory_contents& present) {
  auto missing = [&](const std::string& name, const std::string& why) {
    return fault{ec::file_error, files.path(name) + " is missing: " + why};
  };
  if (present.cert && !present.key)
    return missing(files.key, "without it " + files.cert + " is of no use");
  if (!present.ca_cert && has_node_certificates(files))
    return missing(files.ca_cert,
                   "it is the root of certificates in the same directory");
  if (present.ca_cert && !present.ca_key)
    return missing(files.ca_key, "without it no certificate can be issued, and "
                                 "there is no "
                                   + files.cert);
  return done{};
}

/// A certificate that outlives its CA would promise too much.
outcome<subject> subject_under(const authority& issuer,
                               const store_options& options,
                               const std::string& ca_path) {
  auto result = node_subject(options.node_id, options.mesh, options.address,
                             options.kind);
  for (const auto& name : options.tls.required_sans)
    add_name(result, name);
  auto ca = describe(issuer.cert());
  if (!ca)
    return fault{ca.error().code, ca_path + ": " + ca.error().text};
  if (options.tls.insecure_allow_expired)
    return result;
  auto left
    = std::chrono::duration_cast<std::chrono::seconds>(ca->not_after - now());
  if (left.count() <= 0)
    return fault{ec::expired, ca_path + ": certificate expired on "
                                + to_text(ca->not_after)};
  result.valid_for = std::min(result.valid_for, left - result.valid_from);
  return result;
}

outcome<credentials_ptr> issue_from(directory_ca ca,
                                    const store_options& options,
                                    const directory_files& files,
                                    bool has_key) {
  auto ca_path = files.path(files.ca_cert);
  auto who = subject_under(ca.issuer, options, ca_path);
  if (!who)
    return std::move(who.error());
  auto key = has_key ? read_key(files.path(files.key), options.tls)
                     : generate_key(options.kind, node_rsa_bits);
  if (!key)
    return std::move(key.error());
  auto fresh = ca.issuer.issue(*who, std::move(*key));
  if (!fresh)
    return std::move(fresh.error());
  credential_parts parts;
  parts.certs.push_back(std::move(fresh->cert));
  parts.key = std::move(fresh->key);
  parts.roots = std::move(ca.roots);
  parts.from = {files.path(files.cert), files.path(files.key), ca_path};
  return assemble(std::move(parts), options.node_id, options.mesh, options.tls);
}

/// The key first: a run that finds only the key uses it.
outcome<done> write(const credentials& own, const store_options& options,
                    const directory_files& files, bool has_key) {
  if (!has_key) {
    auto written
      = write_key(files.dir, files.key, own.key.get(), options.tls.passphrase);
    if (!written)
      return written;
  }
  return write_certificate(files.dir, files.cert, own.cert.get());
}

} // namespace

outcome<credentials_ptr> generate(const store_options& options,
                                  const directory_files& files,
                                  const directory_contents& present) {
  if (auto fine = check_contents(files, present); !fine)
    return std::move(fine.error());
  auto ca = present.ca_cert ? load_ca(options, files)
                            : make_ca(options, files, present.ca_key);
  if (!ca)
    return std::move(ca.error());
  auto result = issue_from(std::move(*ca), options, files, present.key);
  if (!result)
    return result;
  if (auto written = write(**result, options, files, present.key); !written)
    return std::move(written.error());
  return result;
}

} // namespace aegis::pki
