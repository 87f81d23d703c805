#include "tests/support/mesh_keys.hpp"

#include "aegis/defaults.hpp"
#include "mesh/record.hpp"
#include "pki/signature.hpp"
#include "seal/own_signer.hpp"
#include "seal/pki_keys.hpp"
#include "seal/signed_text.hpp"
#include "wire/signed_record_codec.hpp"

#include <stdexcept>
#include <utility>

namespace aegis::test {

namespace {

template <class T>
T take(outcome<T> x) {
  if (!x)
    throw std::runtime_error{to_string(x.error())};
  return std::move(*x);
}

} // namespace

mesh_keys::mesh_keys(std::string mesh)
  : mesh_(std::move(mesh)),
    ca_(take(pki::authority::create(mesh_, key_kind::ecdsa_p256))) {}

mesh_keys& mesh_keys::shared() {
  static mesh_keys result;
  return result;
}

const pki::credentials_ptr& mesh_keys::of(const std::string& id) {
  auto& result = nodes_[id];
  if (result)
    return result;
  auto made = take(ca_.issue(
    pki::node_subject(id, mesh_, {"localhost", 0}, key_kind::ecdsa_p256)));
  pki::credential_parts parts;
  parts.certs.push_back(std::move(made.cert));
  parts.key = std::move(made.key);
  parts.roots.push_back(pki::share(ca_.cert()));
  parts.from = {"test", "test", "test"};
  result = take(pki::assemble(std::move(parts), id, mesh_, {}));
  return result;
}

v1::SignedRecord mesh_keys::sign(const node_info& x, timestamp_ms now) {
  return sign_as(x.id, x, now, defaults::record_lifetime);
}

v1::SignedRecord mesh_keys::sign_as(const std::string& signer,
                                    const node_info& x, timestamp_ms now,
                                    std::chrono::milliseconds lifetime) {
  seal::own_signer hand{mesh_, signer, seal::make_signing_key(of(signer)),
                        lifetime};
  auto sorted = x;
  mesh::normalize(sorted);
  return wire::to_wire(*mesh::make_record(sorted, hand.sign(sorted, now)));
}

v1::SignedRecord mesh_keys::sign_bytes(const std::string& id,
                                       const std::string& body) {
  auto key = seal::make_signing_key(of(id));
  v1::SignedRecord result;
  result.set_body(body);
  result.set_signature(key->sign(seal::record_text(mesh_, id, body)));
  result.set_certificate_fingerprint(key->fingerprint());
  return result;
}

mesh::accusation mesh_keys::accuse(const std::string& accuser,
                                   const node_info& whom, accusation_kind kind,
                                   timestamp_ms now) {
  seal::own_signer hand{mesh_, accuser, seal::make_signing_key(of(accuser)),
                        defaults::record_lifetime};
  return hand.accuse(whom, kind, now);
}

std::string mesh_keys::certificate(const std::string& id) {
  const auto& x = of(id);
  return pki::to_der(x->cert.get(), x->chain);
}

} // namespace aegis::test
