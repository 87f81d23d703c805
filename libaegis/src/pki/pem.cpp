#include "pki/pem.hpp"

#include "pki/limits.hpp"
#include "pki/openssl_error.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>

namespace aegis::pki {

namespace {

bio_ptr open(std::string_view text) {
  return bio_ptr{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
}

std::string take(BIO* x) {
  char* data = nullptr;
  auto n = BIO_get_mem_data(x, &data);
  return {data, static_cast<std::size_t>(n)};
}

std::size_t count(std::string_view text, std::string_view word) {
  std::size_t result = 0;
  for (auto i = text.find(word); i != std::string_view::npos;
       i = text.find(word, i + word.size()))
    ++result;
  return result;
}

/// A damaged first line hides its block from OpenSSL; the last line tells.
outcome<done> check_shape(std::string_view text, const std::string& what) {
  if (text.size() > pem_max_bytes)
    return fault{ec::bad_pem, what + " is longer than "
                                + std::to_string(pem_max_bytes) + " bytes"};
  auto first = count(text, "-----BEGIN ");
  auto last = count(text, "-----END ");
  if (first != last)
    return fault{ec::bad_pem, what + " is damaged: " + std::to_string(first)
                                + " PEM blocks begin, " + std::to_string(last)
                                + " end"};
  return done{};
}

bool at_end() {
  auto error = ERR_peek_last_error();
  return ERR_GET_LIB(error) == ERR_LIB_PEM
         && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}

struct passphrase_source {
  const std::string& passphrase;
  bool asked = false;
};

/// Without a callback OpenSSL would ask on the terminal.
int give_passphrase(char* buf, int capacity, int, void* data) {
  auto& source = *static_cast<passphrase_source*>(data);
  source.asked = true;
  auto n = static_cast<int>(source.passphrase.size());
  if (n == 0 || n > capacity)
    return -1;
  std::copy(source.passphrase.begin(), source.passphrase.end(), buf);
  return n;
}

fault bad_key(const std::string& what, const passphrase_source& source) {
  if (!source.asked)
    return {ec::bad_pem,
            what + " holds no usable private key: " + take_openssl_error()};
  if (source.passphrase.empty())
    return {ec::encrypted_key,
            what + " is encrypted, and no passphrase is set"};
  return {ec::encrypted_key, what + " cannot be decrypted with the passphrase"};
}

} // namespace

outcome<std::vector<x509_ptr>> read_certificates(std::string_view text,
                                                 const std::string& what) {
  error_guard guard;
  if (auto fine = check_shape(text, what); !fine)
    return std::move(fine.error());
  auto in = open(text);
  std::vector<x509_ptr> result;
  while (auto* x = PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr))
    result.emplace_back(x);
  if (!at_end())
    return fault{ec::bad_pem, what + ": certificate "
                                + std::to_string(result.size() + 1)
                                + " is damaged: " + take_openssl_error()};
  if (result.empty())
    return fault{ec::bad_pem, what + " holds no certificate in PEM form"};
  return result;
}

outcome<evp_pkey_ptr> read_private_key(std::string_view text,
                                       const std::string& what,
                                       const std::string& passphrase) {
  error_guard guard;
  if (auto fine = check_shape(text, what); !fine)
    return std::move(fine.error());
  auto in = open(text);
  passphrase_source source{passphrase};
  evp_pkey_ptr result{
    PEM_read_bio_PrivateKey(in.get(), nullptr, give_passphrase, &source)};
  if (result == nullptr)
    return bad_key(what, source);
  return result;
}

std::string to_pem(const X509* cert) {
  error_guard guard;
  bio_ptr out{BIO_new(BIO_s_mem())};
  if (out == nullptr || PEM_write_bio_X509(out.get(), cert) != 1)
    return {};
  return take(out.get());
}

outcome<std::string> to_pem(const EVP_PKEY* key,
                            const std::string& passphrase) {
  error_guard guard;
  bio_ptr out{BIO_new(BIO_s_secmem())};
  const auto* cipher = passphrase.empty() ? nullptr : EVP_aes_256_cbc();
  if (out == nullptr
      || PEM_write_bio_PKCS8PrivateKey(
           out.get(), key, cipher,
           passphrase.empty() ? nullptr : passphrase.data(),
           static_cast<int>(passphrase.size()), nullptr, nullptr)
           != 1)
    return openssl_fault("write a key");
  return take(out.get());
}

void wipe(std::string& secret) {
  OPENSSL_cleanse(secret.data(), secret.size());
  secret.clear();
}

} // namespace aegis::pki
