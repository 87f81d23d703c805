#include "pki/trust.hpp"

#include "core/printable.hpp"
#include "pki/certificate.hpp"
#include "pki/identity.hpp"
#include "pki/verification.hpp"

namespace aegis::pki {

namespace {

fault from(const std::string& what, const fault& why) {
  return {why.code, what + ": " + why.text};
}

} // namespace

outcome<std::string> check_identity(const certificate& cert,
                                    const peer_check& check) {
  auto id = identity_of(cert, {check.mesh, check.allow_common_name_only});
  if (!id)
    return from(check.what, id.error());
  if (!check.expected_id.empty() && *id != check.expected_id)
    return fault{ec::name_mismatch, check.what + ": expected node "
                                      + core::quoted(check.expected_id)
                                      + ", got " + core::quoted(*id)};
  return id;
}

outcome<certificate> verify_peer(X509* leaf, STACK_OF(X509) * chain,
                                 const std::vector<x509_ptr>& roots,
                                 const peer_check& check) {
  if (leaf == nullptr)
    return fault{ec::bad_usage, check.what + " presented no certificate"};
  auto good = verify_node_certificate(leaf, chain, roots, check.allow_expired,
                                      check.what);
  if (!good)
    return std::move(good.error());
  auto result = describe(leaf);
  if (!result)
    return from(check.what, result.error());
  if (auto id = check_identity(*result, check); !id)
    return std::move(id.error());
  return result;
}

outcome<done> verify_chain(const credentials& own, const std::string& what) {
  return verify_node_certificate(own.cert.get(), view_of(own.chain).get(),
                                 own.roots, own.insecure_allow_expired, what);
}

} // namespace aegis::pki
