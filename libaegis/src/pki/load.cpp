#include "pki/file.hpp"
#include "pki/identity.hpp"
#include "pki/key_file.hpp"
#include "pki/openssl_error.hpp"
#include "pki/pem.hpp"
#include "pki/store.hpp"

namespace aegis::pki {

namespace {

/// A field of tls_options that is given as text or as file.
struct source {
  const std::string& text;
  const std::string& file;
  std::string field;

  bool from_file() const {
    return text.empty();
  }

  std::string name() const {
    return from_file() ? file : "tls_options::" + field + "_pem";
  }
};

fault not_given(const source& from) {
  return {ec::invalid_argument, "neither tls_options::" + from.field
                                  + "_file nor tls_options::" + from.field
                                  + "_pem is set"};
}

outcome<std::vector<x509_ptr>> certificates_from(const source& from) {
  if (!from.from_file())
    return read_certificates(from.text, from.name());
  if (from.file.empty())
    return not_given(from);
  auto text = read_file(from.file);
  if (!text)
    return std::move(text.error());
  return read_certificates(*text, from.name());
}

outcome<evp_pkey_ptr> key_from(const source& from, const tls_options& options) {
  if (!from.from_file())
    return read_private_key(from.text, from.name(), options.passphrase);
  if (from.file.empty())
    return not_given(from);
  return read_key(from.file, options);
}

outcome<done> check_names(std::string_view node_id, std::string_view mesh) {
  if (auto valid = check_node_id(node_id); !valid)
    return valid;
  return check_mesh_name(mesh);
}

} // namespace

outcome<credentials_ptr> load(const tls_options& options,
                              std::string_view node_id, std::string_view mesh) {
  error_guard guard;
  if (auto valid = check_names(node_id, mesh); !valid)
    return std::move(valid.error());
  source cert{options.cert_pem, options.cert_file, "cert"};
  source key{options.key_pem, options.key_file, "key"};
  source ca{options.ca_pem, options.ca_file, "ca"};
  credential_parts parts;
  parts.from = {cert.name(), key.name(), ca.name()};
  if (auto x = certificates_from(cert))
    parts.certs = std::move(*x);
  else
    return std::move(x.error());
  if (auto x = key_from(key, options))
    parts.key = std::move(*x);
  else
    return std::move(x.error());
  if (auto x = certificates_from(ca))
    parts.roots = std::move(*x);
  else
    return std::move(x.error());
  return assemble(std::move(parts), std::string{node_id}, std::string{mesh},
                  options);
}

} // namespace aegis::pki
