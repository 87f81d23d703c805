#pragma once

#include "aegis/defaults.hpp"
#include "mesh/topology_table.hpp"
#include "seal/record_gate.hpp"
#include "wire/signed_record_codec.hpp"

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace aegis::detail {

/// Fills one message of a sync with records and the certificates that go with
/// them, up to what its frame holds.
class sync_packer {
public:
  /// @param seen  version of our table that the receiver has seen
  sync_packer(std::uint64_t seen, const mesh::topology_table& table,
              const seal::record_gate& gate)
    : seen_(seen), table_(table), gate_(gate) {}

  /// Appends as many changes, oldest first, as one message carries.
  /// @returns the version up to which the receiver then has seen the table.
  template <class Sync>
  std::uint64_t append(const std::vector<mesh::record_ptr>& changes,
                       Sync& out) {
    for (const auto& record : changes) {
      if (!record->proof)
        continue; // for this node alone
      auto x = wire::encode(*record);
      bytes_ += x.size() + append_certificates(*record, out);
      if (out.records_size() > 0
          && (bytes_ > bytes_max
              || out.records_size()
                   >= static_cast<int>(defaults::sync_records_max))) {
        out.set_more(true);
        return table_.changed_at(record->info.id) - 1;
      }
      out.add_records(std::move(x));
    }
    return table_.version();
  }

  /// Appends certificates that the receiver asked for, while there is room.
  template <class Sync>
  void append_wanted(const std::set<std::string>& fingerprints, Sync& out) {
    if (fingerprints.empty())
      return;
    seal::fingerprint_set wanted{fingerprints.begin(), fingerprints.end()};
    auto append = [&](const mesh::papers_ptr& papers) {
      if (bytes_ < bytes_max / 2)
        bytes_ += append_certificate(*papers, out);
      wanted.erase(papers->fingerprint);
    };
    for (const auto& x : fingerprints)
      if (auto* entry = gate_.book().find(x))
        append(entry->papers);
    if (!wanted.empty())
      table_.content().for_each([&](const mesh::record_ptr& x) {
        if (x->papers && wanted.count(x->papers->fingerprint) != 0)
          append(x->papers);
      });
  }

private:
  /// What records and certificates may take of the frame; the rest of a message
  /// is far below the difference.
  static constexpr std::size_t bytes_max = defaults::frame_max_bytes / 4 * 3;

  template <class Sync>
  std::size_t append_certificates(const mesh::record& x, Sync& out) {
    auto result = append_if_news(x.proof->fingerprint(), x.info.id, out);
    for (const auto& a : x.accusations)
      result += append_if_news(a.fingerprint, a.accuser, out);
    return result;
  }

  /// Appends a certificate that somebody signed with.
  template <class Sync>
  std::size_t append_if_news(std::string_view fingerprint,
                             const std::string& signer, Sync& out) {
    auto& book = gate_.book();
    auto entry = gate_.find(fingerprint, signer, table_);
    if (!entry)
      return 0;
    // The book has forgotten since when the table has it.
    auto since = entry->since != 0 ? entry->since : book.forgotten_until();
    return since > seen_ ? append_certificate(*entry->papers, out) : 0;
  }

  /// Appends it once. @returns its size.
  template <class Sync>
  std::size_t append_certificate(const mesh::signer_papers& papers, Sync& out) {
    if (!sent_.insert(&papers).second)
      return 0;
    out.add_certificates(papers.certificate);
    return papers.certificate.size();
  }

  std::uint64_t seen_;
  const mesh::topology_table& table_;
  const seal::record_gate& gate_;
  std::size_t bytes_ = 0;
  std::unordered_set<const void*> sent_; ///< papers
};

} // namespace aegis::detail
