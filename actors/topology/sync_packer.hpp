#pragma once

#include "aegis/defaults.hpp"
#include "mesh/topology_table.hpp"
#include "seal/certificate_book.hpp"
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
  sync_packer(std::uint64_t seen, const seal::certificate_book& book)
    : seen_(seen), book_(book) {}

  /// Appends as many changes, oldest first, as one message carries.
  /// @returns the version up to which the receiver then has seen the table.
  template <class Sync>
  std::uint64_t append(const std::vector<mesh::record_ptr>& changes,
                       const mesh::topology_table& table, Sync& out) {
    const std::string* last = nullptr;
    for (const auto& record : changes) {
      if (!record->proof)
        continue; // for this node alone
      auto x = wire::encode(*record);
      bytes_ += x.size() + append_certificates(*record, out);
      if (last
          && (bytes_ > bytes_max
              || out.records_size()
                   >= static_cast<int>(defaults::sync_records_max))) {
        out.set_more(true);
        return table.changed_at(*last);
      }
      last = &record->info.id;
      out.add_records(std::move(x));
    }
    return table.version();
  }

  /// Appends certificates that the receiver asked for, while there is room.
  template <class Sync>
  void append_wanted(const std::set<std::string>& fingerprints, Sync& out) {
    for (const auto& x : fingerprints)
      if (bytes_ < bytes_max / 2)
        bytes_ += append_certificate(x, out);
  }

private:
  /// What records and certificates may take of the frame; the rest of a message
  /// is far below the difference.
  static constexpr std::size_t bytes_max = defaults::frame_max_bytes / 4 * 3;

  template <class Sync>
  std::size_t append_certificates(const mesh::record& x, Sync& out) {
    auto result = append_if_news(x.proof->fingerprint(), out);
    for (const auto& a : x.accusations)
      result += append_if_news(a.fingerprint, out);
    return result;
  }

  template <class Sync>
  std::size_t append_if_news(std::string_view fingerprint, Sync& out) {
    auto* entry = book_.find(fingerprint);
    return entry != nullptr && entry->since > seen_
             ? append_certificate(fingerprint, out)
             : 0;
  }

  /// Appends it once. @returns its size.
  template <class Sync>
  std::size_t append_certificate(std::string_view fingerprint, Sync& out) {
    auto* entry = book_.find(fingerprint);
    if (entry == nullptr || !sent_.insert(entry->papers.get()).second)
      return 0;
    out.add_certificates(entry->certificate());
    return entry->certificate().size();
  }

  std::uint64_t seen_;
  const seal::certificate_book& book_;
  std::size_t bytes_ = 0;
  std::unordered_set<const void*> sent_; ///< papers
};

} // namespace aegis::detail
