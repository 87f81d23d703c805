#include "pki/directory_ca.hpp"

#include "pki/file.hpp"
#include "pki/key.hpp"
#include "pki/key_file.hpp"
#include "pki/pem.hpp"

#include <algorithm>

namespace aegis::pki {

namespace {

outcome<std::vector<x509_ptr>> load_roots(const std::string& path) {
  auto text = read_file(path);
  if (!text)
    return std::move(text.error());
  return read_certificates(*text, path);
}

/// The key first: `make_ca` completes a directory that has only that.
outcome<done> write(const authority& ca, const store_options& options,
                    const directory_files& files, bool has_key) {
  if (!has_key) {
    auto written
      = write_key(files.dir, files.ca_key, ca.key(), options.tls.passphrase);
    if (!written)
      return written;
  }
  return write_certificate(files.dir, files.ca_cert, ca.cert());
}

} // namespace

outcome<directory_ca> load_ca(const store_options& options,
                              const directory_files& files) {
  auto path = files.path(files.ca_cert);
  auto roots = load_roots(path);
  if (!roots)
    return std::move(roots.error());
  auto key = read_key(files.path(files.ca_key), options.tls);
  if (!key)
    return std::move(key.error());
  auto ours = std::find_if(roots->begin(), roots->end(), [&](const auto& x) {
    return belongs_to(key->get(), x.get());
  });
  if (ours == roots->end())
    return fault{ec::key_mismatch, files.path(files.ca_key)
                                     + " is not the key of a certificate in "
                                     + path};
  auto issuer = authority::from(share(*ours), std::move(*key));
  if (!issuer)
    return fault{issuer.error().code, path + ": " + issuer.error().text};
  return directory_ca{std::move(*roots), std::move(*issuer)};
}

outcome<directory_ca> make_ca(const store_options& options,
                              const directory_files& files, bool has_key) {
  auto key = has_key ? read_key(files.path(files.ca_key), options.tls)
                     : generate_key(options.kind, ca_rsa_bits);
  if (!key)
    return std::move(key.error());
  auto ca = authority::create(options.mesh, std::move(*key));
  if (!ca)
    return std::move(ca.error());
  if (auto written = write(*ca, options, files, has_key); !written)
    return std::move(written.error());
  std::vector<x509_ptr> roots;
  roots.push_back(share(ca->cert()));
  return directory_ca{std::move(roots), std::move(*ca)};
}

} // namespace aegis::pki
