#include "pki/member_path.hpp"

#include "pki/certificate.hpp"
#include "pki/signature.hpp"
#include "pki/time.hpp"
#include "pki/verification.hpp"

#include <algorithm>
#include <utility>

namespace aegis::pki {

namespace {

outcome<done> narrow(member_path& x, const std::vector<x509_ptr>& path) {
  x.not_before = timestamp_ms::min();
  x.not_after = timestamp_ms::max();
  for (const auto& cert : path) {
    auto begin = to_timestamp(X509_get0_notBefore(cert.get()));
    auto end = to_timestamp(X509_get0_notAfter(cert.get()));
    if (!begin || !end)
      return fault{ec::bad_pem, "dates of a certificate cannot be read"};
    x.not_before = std::max(x.not_before, *begin);
    x.not_after = std::min(x.not_after, *end);
  }
  return done{};
}

} // namespace

outcome<member_path> verify_path(std::string_view der,
                                 const std::vector<x509_ptr>& roots,
                                 peer_check check) {
  auto certs = read_der(der);
  if (!certs)
    return std::move(certs).error();
  check.allow_expired = true;
  auto* leaf = certs->front().get();
  std::vector<x509_ptr> path;
  auto chain = view_of(*certs);
  auto good = verify_node_certificate(leaf, chain.get(), roots, true,
                                      check.what, &path);
  if (!good)
    return std::move(good).error();
  member_path result;
  auto about = describe(leaf);
  if (!about)
    return std::move(about).error();
  auto id = check_identity(*about, check);
  if (!id)
    return std::move(id).error();
  result.node_id = std::move(*id);
  result.key = public_key(leaf);
  if (auto ok = narrow(result, path); !ok)
    return std::move(ok).error();
  // Everybody has the root.
  path.pop_back();
  if (!path.empty())
    path.erase(path.begin());
  result.der = to_der(leaf, path);
  return result;
}

} // namespace aegis::pki
