// In: signed records and certificates of a peer's sync or notice, by way of the
// topology actor. Out: records that may be merged.

#include "seal/record_gate.hpp"

#include "aegis/defaults.hpp"
#include "seal/signed_text.hpp"
#include "wire/check.hpp"
#include "wire/signed_record_codec.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace aegis::seal {

namespace {

fault forged(const std::string& what, const std::string& why) {
  return {ec::not_authorized, what + ": " + why};
}

void refuse(admission& out, fault why) {
  ++out.refused;
  if (!out.first_refusal)
    out.first_refusal = std::move(why);
}

std::string name_of(const mesh::record& x) {
  return "record of node " + x.info.id;
}

bool holds(const mesh::record* known, const mesh::record& x,
           const mesh::accusation& a) {
  if (known == nullptr || known->info.incarnation != x.info.incarnation)
    return false;
  const auto& all = known->accusations;
  return std::any_of(all.begin(), all.end(), [&](const mesh::accusation& y) {
    return y.accuser == a.accuser && y.kind == a.kind;
  });
}

bool same_proof(const mesh::record* known, const mesh::record& x) {
  return known != nullptr && known->proof
         && known->proof->fingerprint == x.proof->fingerprint
         && known->proof->body == x.proof->body;
}

/// Returns the record with other accusations, and with the proof that is held
/// already instead of its own copy.
mesh::record_ptr rebuilt(const mesh::record& x, mesh::accusation_list rest,
                         const mesh::record* known) {
  auto info = x.info;
  if (info.status != node_status::left)
    info.status = node_status::alive;
  return mesh::make_record(std::move(info),
                           same_proof(known, x) ? known->proof : x.proof,
                           std::move(rest));
}

} // namespace

outcome<admission> record_gate::admit(const record_list& records,
                                      const certificate_list& certificates,
                                      const mesh::topology_table& table,
                                      timestamp_ms now) {
  auto count = static_cast<std::size_t>(records.size());
  if (auto ok = wire::check_count("records", count, records_max_); !ok)
    return std::move(ok).error();
  admission result;
  // The last of these records may be stored at that version at most.
  learn(records, certificates, table.version() + count + 1, result);
  for (const auto& item : records) {
    auto x = wire::from_wire(item);
    if (!x)
      return std::move(x).error();
    admit_one(**x, table.find_any((*x)->info.id).get(), now, result);
    if (result.refused > defaults::forgeries_max)
      return std::move(*result.first_refusal);
  }
  return result;
}

void record_gate::admit_one(const mesh::record& x, const mesh::record* known,
                            timestamp_ms now, admission& out) {
  if (auto ok = check(x, known, now, out); !ok)
    return refuse(out, std::move(ok).error());
  if (!same_proof(known, x) && book_.find(x.proof->fingerprint) == nullptr)
    return; // waits for its certificate
  mesh::accusation_list good;
  for (const auto& a : x.accusations) {
    if (holds(known, x, a)) {
      good.push_back(a);
    } else if (auto ok = check_accusation(x, a, out); !ok) {
      refuse(out, std::move(ok).error());
    } else if (book_.find(a.fingerprint) != nullptr) {
      good.push_back(a);
    }
  }
  out.records.push_back(rebuilt(x, std::move(good), known));
}

/// Takes those certificates only that the records need.
void record_gate::learn(const record_list& records,
                        const certificate_list& certificates,
                        std::uint64_t version, admission& out) {
  if (certificates.empty())
    return;
  std::unordered_set<std::string> needed;
  for (const auto& x : records) {
    needed.insert(x.certificate_fingerprint());
    for (const auto& a : x.accusations())
      needed.insert(a.certificate_fingerprint());
  }
  for (const auto& certificate : certificates) {
    if (certificate.size() > defaults::certificate_max_bytes
        || needed.count(book_.fingerprint(certificate)) == 0)
      continue;
    if (auto ok = book_.add(certificate, version); !ok)
      refuse(out, std::move(ok).error());
  }
}

/// Checks who signed a record and until when; a success without the
/// certificate at hand means that it waits for it.
outcome<done> record_gate::check(const mesh::record& x,
                                 const mesh::record* known, timestamp_ms now,
                                 admission& out) {
  const auto& proof = *x.proof;
  if (now > proof.valid_until + defaults::clock_skew_max)
    return fault{
      ec::expired,
      name_of(x) + ": was good until "
        + std::to_string(proof.valid_until.time_since_epoch().count()) + " ms"};
  if (proof.valid_until
      > now + defaults::record_lifetime_max + defaults::clock_skew_max)
    return forged(name_of(x), "is to be good for too long");
  if (same_proof(known, x))
    return done{};
  return check_signature(x, now, out);
}

outcome<done> record_gate::check_signature(const mesh::record& x,
                                           timestamp_ms now, admission& out) {
  const auto& proof = *x.proof;
  if (book_.refused(proof.fingerprint))
    return forged(name_of(x), "its certificate was refused");
  auto* entry = key_of(proof.fingerprint, out);
  if (entry == nullptr)
    return done{};
  const auto& signer = entry->key->node_id();
  if (signer != x.info.id && sources_.count(signer) == 0)
    return forged(name_of(x), "is signed by " + signer);
  if (now > entry->key->not_after() + defaults::clock_skew_max)
    return fault{ec::expired, name_of(x) + ": its certificate has expired"};
  if (proof.valid_until > entry->key->not_after())
    return forged(name_of(x), "is to outlive its certificate");
  if (!entry->key->verify(record_text(mesh_, x.info.id, proof.body),
                          proof.signature))
    return forged(name_of(x), "its signature is not " + signer + "'s");
  return done{};
}

outcome<done> record_gate::check_accusation(const mesh::record& x,
                                            const mesh::accusation& a,
                                            admission& out) {
  auto what = "accusation of node " + x.info.id + " by " + a.accuser;
  if (a.accuser == x.info.id)
    return forged(what, "nobody accuses itself");
  if (book_.refused(a.fingerprint))
    return forged(what, "its certificate was refused");
  auto* entry = key_of(a.fingerprint, out);
  if (entry == nullptr)
    return done{};
  if (entry->key->node_id() != a.accuser)
    return forged(what, "is signed by " + entry->key->node_id());
  if (!entry->key->verify(
        accusation_text(mesh_, a, x.info.id, x.info.incarnation), a.signature))
    return forged(what, "its signature is not that node's");
  return done{};
}

/// Returns the certificate, or asks for it.
const certificate_book::entry*
record_gate::key_of(const std::string& fingerprint, admission& out) {
  auto* result = book_.find(fingerprint);
  if (result == nullptr
      && out.wanted.size() < defaults::wanted_certificates_max)
    out.wanted.insert(fingerprint);
  return result;
}

} // namespace aegis::seal
