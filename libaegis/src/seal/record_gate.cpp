// In: signed records and certificates of a peer's sync or notice, by way of the
// topology actor. Out: records that may be merged.

#include "seal/record_gate.hpp"

#include "seal/signed_text.hpp"
#include "wire/check.hpp"
#include "wire/signed_record_codec.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

namespace aegis::seal {

namespace {

/// Notes what does not count. @returns `refused`.
template <class Finding>
Finding refuse(admission& out, Finding result, fault why) {
  out.note_refusal(std::move(why));
  return result;
}

std::string name_of(const mesh::record& x) {
  return "record of node " + x.info.id;
}

/// Returns the accusation that is held already, which was verified, or null.
const mesh::accusation* held(const mesh::record* known, const mesh::record& x,
                             const mesh::accusation& a) {
  if (known == nullptr || known->info.incarnation != x.info.incarnation)
    return nullptr;
  const auto& all = known->accusations;
  auto i = std::find_if(all.begin(), all.end(), [&](const mesh::accusation& y) {
    return y.accuser == a.accuser && y.kind == a.kind;
  });
  return i != all.end() ? &*i : nullptr;
}

bool same_proof(const mesh::record* known, const mesh::record& x) {
  if (known != nullptr && known->proof == x.proof)
    return true;
  return known != nullptr && known->proof
         && known->proof->fingerprint() == x.proof->fingerprint()
         && known->proof->body() == x.proof->body();
}

/// True if a record comes with just the accusations that are held.
bool same_accusations(const v1::SignedRecord& x, const mesh::record& known) {
  return std::equal(x.accusations().begin(), x.accusations().end(),
                    known.accusations.begin(), known.accusations.end(),
                    [](const v1::Accusation& a, const mesh::accusation& b) {
                      return a.accuser() == b.accuser
                             && a.kind()
                                  == static_cast<v1::AccusationKind>(b.kind)
                             && a.signature() == b.signature;
                    });
}

/// Returns the record with other accusations, and with the proof that is held
/// already instead of its own copy.
mesh::record_ptr rebuilt(const mesh::record& x, mesh::accusation_list rest,
                         const mesh::record* known, mesh::papers_ptr papers) {
  auto info = x.info;
  if (info.status != node_status::left)
    info.status = node_status::alive;
  return mesh::make_record(std::move(info),
                           same_proof(known, x) ? known->proof : x.proof,
                           std::move(rest), std::move(papers));
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
  std::vector<arrival> arrivals;
  arrivals.reserve(count);
  for (const auto& bytes : records) {
    auto x = open(bytes);
    if (!x)
      return std::move(x).error();
    arrivals.push_back(std::move(*x));
  }
  learn(arrivals, certificates, table, result);
  result.records.reserve(count);
  for (const auto& x : arrivals) {
    if (auto ok = admit(x, table, now, result); !ok)
      return std::move(ok).error();
    if (result.forged > defaults::forgeries_max)
      return std::move(*result.first_refusal);
  }
  return result;
}

/// Looks whether the record was verified before, and parses what is needed.
outcome<record_gate::arrival>
record_gate::open(const std::string& bytes) const {
  if (auto known = pool_ ? pool_->find(bytes) : nullptr)
    return arrival{std::move(known), {}, {}, false, {}};
  auto item = wire::decode(bytes);
  if (!item)
    return std::move(item).error();
  auto known = pool_ && !item->accusations().empty()
                 ? pool_->find(wire::encode_plain(*item))
                 : nullptr;
  if (known)
    return arrival{std::move(known), std::move(*item), {}, false, {}};
  auto parsed = wire::from_wire(*item);
  if (parsed)
    return arrival{{}, std::move(*item), std::move(*parsed), false, {}};
  if (parsed.error().code == ec::unsupported)
    return arrival{{}, std::move(*item), {}, false, std::move(parsed).error()};
  return std::move(parsed).error();
}

outcome<done> record_gate::admit(const arrival& x,
                                 const mesh::topology_table& table,
                                 timestamp_ms now, admission& out) {
  if (x.known) {
    if (x.item)
      return admit_accused(*x.item, *x.known, table, now, out);
    if (check(*x.known, table, now, true, out, x.has_papers) == finding::good) {
      keep_papers(table.content().find(*x.known).get(), *x.known);
      out.records.push_back(x.known);
    }
    return done{};
  }
  if (x.parsed)
    admit_one(*x.parsed, table, now, false, out);
  else
    refuse(out, finding::refused, *x.unsupported);
  return done{};
}

/// Takes a record whose content was verified before, with its accusations.
outcome<done> record_gate::admit_accused(const v1::SignedRecord& item,
                                         const mesh::record& content,
                                         const mesh::topology_table& table,
                                         timestamp_ms now, admission& out) {
  auto known = table.find_any(content);
  if (known && same_proof(known.get(), content)
      && same_accusations(item, *known)) {
    if (check(*known, table, now, true, out) == finding::good)
      out.records.push_back(known);
    return done{};
  }
  auto accusations = wire::accusations_from(item);
  if (!accusations)
    return std::move(accusations).error();
  auto x
    = mesh::make_record(content.info, content.proof, std::move(*accusations));
  admit_one(*x, table, now, true, out);
  return done{};
}

void record_gate::admit_one(const mesh::record& x,
                            const mesh::topology_table& table, timestamp_ms now,
                            bool was_verified, admission& out) {
  if (check(x, table, now, was_verified, out) != finding::good)
    return;
  auto known_ptr = table.find_any(x);
  auto* known = known_ptr.get();
  mesh::accusation_list good;
  for (const auto& a : x.accusations)
    if (auto* same = held(known, x, a))
      mesh::add(good, *same);
    else if (check_accusation(x, a, table, out) == finding::good)
      mesh::add(good, a);
  auto is_plain = x.accusations.empty();
  // Nobody has verified an outdated one.
  auto is_verified = !is_outdated(x, known);
  mesh::papers_ptr papers;
  if (same_proof(known, x))
    papers = known->papers;
  else if (auto signer = find(x.proof->fingerprint(), x.info.id, table);
           signer && is_verified)
    papers = signer->papers;
  keep_papers(known, x);
  out.records.push_back(rebuilt(x, std::move(good), known, papers));
  if (pool_ && !was_verified && is_verified)
    pool_->keep(is_plain ? out.records.back() : rebuilt(x, {}, known, papers));
}

/// Checks who signed a record and until when.
record_gate::finding record_gate::check(const mesh::record& x,
                                        const mesh::topology_table& table,
                                        timestamp_ms now, bool was_verified,
                                        admission& out, bool has_papers) {
  const auto& proof = *x.proof;
  if (now > proof.valid_until + defaults::clock_skew_max)
    return refuse(
      out, finding::refused,
      {ec::expired,
       name_of(x) + ": was good until "
         + std::to_string(proof.valid_until.time_since_epoch().count())
         + " ms"});
  if (proof.valid_until
      > now + defaults::record_lifetime_max + defaults::clock_skew_max)
    return refuse(
      out, finding::refused,
      {ec::not_authorized, name_of(x) + ": is to be good for too long"});
  auto* known = table.content().find(x).get();
  if (same_proof(known, x) || is_outdated(x, known))
    return finding::good;
  return check_signature(x, table, now, was_verified, out, has_papers);
}

/// True if the content cannot win, whoever made it up.
bool record_gate::is_outdated(const mesh::record& x,
                              const mesh::record* known) const {
  // A map of truth replaces what is here, whatever that is.
  if (known == nullptr || known->local || !sources_.empty())
    return false;
  auto key = [](const node_info& info) {
    return std::make_tuple(info.incarnation, info.status == node_status::left,
                           info.revision);
  };
  return key(x.info) < key(known->info);
}

record_gate::finding record_gate::check_signature(
  const mesh::record& x, const mesh::topology_table& table, timestamp_ms now,
  bool was_verified, admission& out, bool has_papers) {
  const auto& proof = *x.proof;
  auto entry = has_papers
                 ? certificate_book::entry{examined_papers(x), true, 0, false}
                 : key_of(proof.fingerprint(), x.info.id, table, out);
  if (!entry)
    return finding::waits;
  auto refused = [&](ec code, const std::string& why) {
    return refuse(out, finding::refused, {code, name_of(x) + ": " + why});
  };
  auto forged = [&](const std::string& why) {
    ++out.forged;
    return refused(ec::not_authorized, why);
  };
  if (entry->key() == nullptr)
    return refused(ec::untrusted_ca, "its certificate is not trusted here");
  const auto& key = *entry->key();
  if (key.node_id() != x.info.id && sources_.count(key.node_id()) == 0)
    return forged("is signed by " + key.node_id());
  if (now - defaults::clock_skew_max > key.not_after())
    return refused(ec::expired, "its certificate has expired");
  if (now + defaults::clock_skew_max < key.not_before())
    return refused(ec::expired, "its certificate is not valid yet");
  if (proof.valid_until > key.not_after())
    return refused(ec::not_authorized, "is to outlive its certificate");
  if (!was_verified
      && !key.verify(record_text(mesh_, x.info.id, proof.body()),
                     proof.signature()))
    return forged("its signature is not " + key.node_id() + "'s");
  return finding::good;
}

record_gate::finding
record_gate::check_accusation(const mesh::record& x, const mesh::accusation& a,
                              const mesh::topology_table& table,
                              admission& out) {
  auto refused = [&](ec code, const std::string& why) {
    return refuse(out, finding::refused,
                  {code, "accusation of node " + x.info.id + " by " + a.accuser
                           + ": " + why});
  };
  auto forged = [&](const std::string& why) {
    ++out.forged;
    return refused(ec::not_authorized, why);
  };
  if (a.accuser == x.info.id)
    return forged("nobody accuses itself");
  auto entry = key_of(a.fingerprint, a.accuser, table, out);
  if (!entry)
    return finding::waits;
  if (entry->key() == nullptr)
    return refused(ec::untrusted_ca, "its certificate is not trusted here");
  const auto& key = *entry->key();
  if (key.node_id() != a.accuser)
    return forged("is signed by " + key.node_id());
  if (!key.verify(accusation_text(mesh_, a, x.info.id, x.info.incarnation),
                  a.signature))
    return forged("its signature is not that node's");
  return finding::good;
}

} // namespace aegis::seal
