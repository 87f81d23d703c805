#include "pki/credentials.hpp"

#include "core/printable.hpp"
#include "pki/certificate.hpp"
#include "pki/identity.hpp"
#include "pki/key.hpp"
#include "pki/openssl_error.hpp"
#include "pki/trust.hpp"

namespace aegis::pki {

namespace {

outcome<done> check_identity_of(const credentials& own,
                                const std::string& file) {
  auto id
    = identity_of(own.info, {own.mesh, own.insecure_allow_common_name_only});
  if (!id)
    return fault{id.error().code, file + ": " + id.error().text};
  if (*id != own.node_id)
    return fault{ec::wrong_identity, file + ": certificate names node "
                                       + core::quoted(*id) + ", expected "
                                       + core::quoted(own.node_id)};
  return done{};
}

outcome<done> check_roots(const credentials& own, const std::string& file) {
  for (const auto& root : own.roots)
    if (X509_check_ca(root.get()) == 0) {
      auto info = describe(root.get());
      return fault{ec::bad_usage, file + ": certificate of "
                                    + core::quoted(info ? info->subject : "")
                                    + " is not one of a CA"};
    }
  return done{};
}

std::shared_ptr<credentials> join(credential_parts parts,
                                  const tls_options& rules) {
  auto result = std::make_shared<credentials>();
  result->cert = std::move(parts.certs.front());
  parts.certs.erase(parts.certs.begin());
  result->chain = std::move(parts.certs);
  result->key = std::move(parts.key);
  result->roots = std::move(parts.roots);
  result->insecure_allow_expired = rules.insecure_allow_expired;
  result->insecure_allow_common_name_only
    = rules.insecure_allow_common_name_only;
  return result;
}

outcome<done> check(credentials& own, const credential_sources& from,
                    const tls_options& rules) {
  if (!belongs_to(own.key.get(), own.cert.get()))
    return fault{ec::key_mismatch, from.key
                                     + " is not the key of the "
                                       "certificate in "
                                     + from.cert};
  if (auto x = check_roots(own, from.ca); !x)
    return x;
  if (auto x = verify_chain(own, from.cert); !x)
    return x;
  auto info = describe(own.cert.get());
  if (!info)
    return fault{info.error().code, from.cert + ": " + info.error().text};
  own.info = std::move(*info);
  if (auto x = check_identity_of(own, from.cert); !x)
    return x;
  return check_required_sans(own.info, rules.required_sans, from.cert);
}

} // namespace

outcome<credentials_ptr> assemble(credential_parts parts, std::string node_id,
                                  std::string mesh, const tls_options& rules) {
  error_guard guard;
  auto from = std::move(parts.from);
  auto result = join(std::move(parts), rules);
  result->node_id = std::move(node_id);
  result->mesh = std::move(mesh);
  if (auto fine = check(*result, from, rules); !fine)
    return std::move(fine.error());
  return credentials_ptr{std::move(result)};
}

} // namespace aegis::pki
