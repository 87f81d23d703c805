#pragma once

#include "seal/keys.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace aegis::seal {

/// Of fingerprints, which are as good as random.
struct fingerprint_hash {
  std::size_t operator()(std::string_view x) const noexcept {
    std::size_t result = 0;
    std::memcpy(&result, x.data(), std::min(sizeof(result), x.size()));
    return result;
  }
};

/// Fingerprints that live elsewhere.
using fingerprint_set = std::unordered_set<std::string_view, fingerprint_hash>;

/// Certificates of members by fingerprint, each examined once. Refused ones are
/// remembered by all of their bytes, so that they cost nothing when they come
/// again and stand in the way of nothing else. One actor's.
class certificate_book {
public:
  explicit certificate_book(key_judge_ptr judge) : judge_(std::move(judge)) {}

  struct entry {
    examined_ptr papers; ///< never null
    /// False if it is not trusted any more. It is kept as long as records build
    /// on it: another node may still trust it.
    bool trusted = true;
    /// Version of the table of which it is news: who has seen that version of
    /// this node's table has seen the certificate.
    std::uint64_t since = 0;

    /// What its examination needed, and others need.
    const std::string& certificate() const {
      return papers->certificate;
    }

    /// Null if it is not trusted.
    const verifying_key* key() const {
      return trusted ? papers->key.get() : nullptr;
    }
  };

  /// Examines a certificate, unless that was done.
  /// @param since  see `entry`
  /// @returns why it is not a member's.
  outcome<done> add(const std::string& certificate, std::uint64_t since) {
    return add(fingerprint(certificate), certificate, since);
  }

  /// The same. @pre `name == fingerprint(certificate)`
  outcome<done> add(std::string_view name, const std::string& certificate,
                    std::uint64_t since);

  /// Returns a certificate that was added, or null.
  const entry* find(std::string_view fingerprint) const;

  /// See `key_judge::fingerprint`.
  std::string fingerprint(const std::string& certificate) const {
    return judge_->fingerprint(certificate);
  }

  /// Forgets all others.
  void keep_only(const fingerprint_set& fingerprints);

  /// Examines everything again by other rules.
  void replace(key_judge_ptr judge);

  std::size_t size() const {
    return entries_.size();
  }

private:
  key_judge_ptr judge_;
  /// By the fingerprints in the papers.
  std::unordered_map<std::string_view, entry, fingerprint_hash> entries_;
  std::unordered_set<std::string> refused_; ///< by SHA-256
};

} // namespace aegis::seal
