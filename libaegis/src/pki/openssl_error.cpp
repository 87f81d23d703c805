#include "pki/openssl_error.hpp"

#include <openssl/err.h>

namespace aegis::pki {

error_guard::error_guard() {
  ERR_clear_error();
}

error_guard::~error_guard() {
  ERR_clear_error();
}

std::string take_openssl_error() {
  auto error = ERR_peek_error();
  const char* reason = error != 0 ? ERR_reason_error_string(error) : nullptr;
  std::string result = reason != nullptr ? reason : "unknown OpenSSL error";
  ERR_clear_error();
  return result;
}

fault openssl_fault(const char* action) {
  return {ec::internal, std::string{"OpenSSL could not "} + action + ": "
                          + take_openssl_error()};
}

} // namespace aegis::pki
