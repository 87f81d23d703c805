#include "pki/key_file.hpp"

#include "pki/atomic_file.hpp"
#include "pki/file.hpp"
#include "pki/pem.hpp"

#include <sys/stat.h>

namespace aegis::pki {

namespace {

constexpr mode_t key_mode = S_IRUSR | S_IWUSR;
constexpr mode_t certificate_mode = key_mode | S_IRGRP | S_IROTH;

} // namespace

outcome<evp_pkey_ptr> read_key(const std::string& path,
                               const tls_options& rules) {
  auto text = read_key_file(path, rules.insecure_allow_group_readable_key);
  if (!text)
    return std::move(text.error());
  wipe_guard guard{*text};
  return read_private_key(*text, path, rules.passphrase);
}

outcome<done> write_key(const std::string& dir, const std::string& name,
                        const EVP_PKEY* key, const std::string& passphrase) {
  auto text = to_pem(key, passphrase);
  if (!text)
    return std::move(text.error());
  wipe_guard guard{*text};
  return write_new_file(dir, name, *text, key_mode);
}

outcome<done> write_certificate(const std::string& dir, const std::string& name,
                                const X509* cert) {
  return write_new_file(dir, name, to_pem(cert), certificate_mode);
}

} // namespace aegis::pki
