#include "pki/digest.hpp"

#include <openssl/evp.h>

#include <new>

namespace aegis::pki {

std::string sha256(std::string_view bytes) {
  std::string result(static_cast<std::size_t>(EVP_MD_size(EVP_sha256())), '\0');
  auto* out = reinterpret_cast<unsigned char*>(result.data());
  // Fails only for want of memory: the algorithm is in the default provider.
  if (EVP_Digest(bytes.data(), bytes.size(), out, nullptr, EVP_sha256(),
                 nullptr)
      != 1)
    throw std::bad_alloc{};
  return result;
}

} // namespace aegis::pki
