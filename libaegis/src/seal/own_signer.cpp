#include "seal/own_signer.hpp"

#include "seal/signed_text.hpp"
#include "wire/signed_record_codec.hpp"

#include <algorithm>
#include <utility>

namespace aegis::seal {

mesh::seal_ptr own_signer::sign(const node_info& x, timestamp_ms now) {
  auto valid_until = std::min(now + lifetime_, key_->not_after());
  auto body = wire::to_body(x, valid_until);
  auto signature = key_->sign(record_text(mesh_, x.id, body));
  return std::make_shared<mesh::seal>(
    wire::make_seal(body, signature, key_->fingerprint(), valid_until));
}

mesh::accusation own_signer::accuse(const node_info& x, accusation_kind kind,
                                    timestamp_ms now) {
  mesh::accusation result{node_id_, kind, now, {}, key_->fingerprint()};
  result.signature
    = key_->sign(accusation_text(mesh_, result, x.id, x.incarnation));
  return result;
}

} // namespace aegis::seal
