#include "pki/openssl_ptr.hpp"

namespace aegis::pki {

std::vector<x509_ptr> share(const std::vector<x509_ptr>& xs) {
  std::vector<x509_ptr> result;
  result.reserve(xs.size());
  for (const auto& x : xs)
    result.push_back(share(x));
  return result;
}

x509_view_ptr view_of(const std::vector<x509_ptr>& xs) {
  x509_view_ptr result{sk_X509_new_null()};
  for (const auto& x : xs)
    sk_X509_push(result.get(), x.get());
  return result;
}

} // namespace aegis::pki
