// Which certificates a gate knows: those that come with records, those that the
// table holds.

#include "seal/record_gate.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

namespace aegis::seal {

namespace {

/// Certificates that may come between those of two records: accusers'.
constexpr std::ptrdiff_t skipped_certificates_max
  = defaults::accusations_read_max + 1;

} // namespace

/// Returns the certificate, or asks for it.
std::optional<certificate_book::entry>
record_gate::key_of(std::string_view fingerprint, const std::string& id,
                    const mesh::topology_table& table, admission& out) {
  auto result = find(fingerprint, id, table);
  if (!result && out.wanted.size() < defaults::wanted_certificates_max)
    out.wanted.emplace(fingerprint);
  return result;
}

std::optional<certificate_book::entry>
record_gate::find(std::string_view fingerprint, const std::string& id,
                  const mesh::topology_table& table) const {
  if (auto* entry = book_.find(fingerprint))
    return *entry;
  const auto& x = table.content().find(id);
  if (x && x->papers && x->papers->fingerprint == fingerprint)
    return certificate_book::entry{examined_papers(*x), true, 0, false};
  return std::nullopt;
}

void record_gate::settle(const mesh::topology_table& table) {
  // Those of a source stand under other ids than its own.
  auto is_held = [&](const examined& papers) {
    const auto& x = table.content().find(papers.key->node_id());
    return sources_.empty() && x && x->papers
           && x->papers->fingerprint == papers.fingerprint;
  };
  book_.leave_to_table(is_held);
}

void record_gate::clean(const mesh::topology_table& table,
                        const std::string& own) {
  settle(table); // a message that was refused left its certificates
  fingerprint_set used{own};
  auto all = book_.overrides_any() || !sources_.empty();
  table.content().for_each([&](const mesh::record_ptr& x) {
    if (all && x->proof)
      used.insert(x->proof->fingerprint());
    for (const auto& a : x->accusations)
      used.insert(a.fingerprint);
  });
  book_.keep_only(used);
}

void record_gate::replace(key_judge_ptr judge,
                          const mesh::topology_table& table) {
  table.content().for_each([&](const mesh::record_ptr& x) {
    if (x->papers)
      book_.keep(examined_papers(*x));
  });
  book_.replace(std::move(judge));
}

// -- what comes with records -------------------------------------------------

/// A record may take the place of one with other papers, on which accusations
/// may build.
void record_gate::keep_papers(const mesh::record* known,
                              const mesh::record& x) {
  if (known != nullptr && known->papers
      && known->papers->fingerprint != x.proof->fingerprint())
    book_.keep(examined_papers(*known));
}

/// Takes those certificates only that the records need.
void record_gate::learn(std::vector<arrival>& records,
                        const certificate_list& certificates,
                        const mesh::topology_table& table, admission& out) {
  if (certificates.empty())
    return;
  fingerprint_set needed;
  needed.reserve(records.size());
  auto need = [&](std::string_view fingerprint, const std::string& id) {
    if (auto known = find(fingerprint, id, table); !known || !known->trusted)
      needed.insert(fingerprint);
  };
  // The last of these records may be stored at that version at most.
  auto version = table.version() + records.size() + 1;
  auto rest = match_papers(records, certificates);
  if (rest.size() < static_cast<std::size_t>(certificates.size()))
    book_.leave_out_until(version);
  if (rest.empty())
    return;
  for (const auto& x : records) {
    if (x.has_papers)
      continue;
    if (const auto& content = x.known ? x.known : x.parsed)
      need(content->proof->fingerprint(), content->info.id);
    if (x.item)
      for (const auto& a : x.item->accusations())
        need(a.certificate_fingerprint(), a.accuser());
  }
  std::size_t failures = 0;
  for (const auto* x : rest) {
    const auto& certificate = *x;
    if (certificate.size() > defaults::certificate_max_bytes)
      continue;
    auto name = book_.fingerprint(certificate);
    if (needed.count(name) == 0)
      continue;
    if (auto ok = book_.add(name, certificate, version); !ok) {
      out.note_refusal(std::move(ok).error());
      if (++failures > defaults::forgeries_max)
        return;
    }
  }
}

/// Finds those records that were verified before and come with the certificate
/// that was needed for it: there is nothing to be examined. Certificates come in
/// the order of the records.
/// @returns the other certificates.
std::vector<const std::string*>
record_gate::match_papers(std::vector<arrival>& records,
                          const certificate_list& certificates) const {
  // What is to be said of a certificate may have changed here, or it is to be
  // found by others' ids.
  auto may_match = !book_.overrides_any() && sources_.empty();
  std::vector<const std::string*> result;
  auto next = certificates.begin();
  for (auto& x : records) {
    auto papers = may_match && x.known ? x.known->papers : nullptr;
    if (!papers || x.item)
      continue;
    auto last = next
                + std::min<std::ptrdiff_t>(certificates.end() - next,
                                           skipped_certificates_max);
    auto found = std::find(next, last, papers->certificate);
    if (found == last)
      continue;
    x.has_papers = true;
    for (; next != found; ++next)
      result.push_back(&*next);
    ++next;
  }
  for (; next != certificates.end(); ++next)
    result.push_back(&*next);
  return result;
}

} // namespace aegis::seal
