#pragma once

#include "seal/keys.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
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

/// Certificates of members by fingerprint, each examined once: those that came
/// lately, and those that no record in the table has with it; the others are
/// found there. Refused ones are remembered by all of their bytes, so that they
/// cost nothing when they come again and stand in the way of nothing else. One
/// actor's.
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
    /// Counts instead of the same certificate in the table: other rules have
    /// changed what is to be said of it.
    bool overrides = false;

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

  /// Takes a certificate that was in the table and may still be needed; an old
  /// one. Nothing happens if it is there.
  void keep(examined_ptr x);

  /// Forgets those that are not new any more and are in the table.
  /// @param is_held  says so of an `examined`
  template <class Predicate>
  void leave_to_table(Predicate is_held);

  /// Forgets all but these and the latest.
  void keep_only(const fingerprint_set& fingerprints);

  /// Certificates are known that never come in here; news at that version.
  void leave_out_until(std::uint64_t version) {
    forgotten_until_ = version;
  }

  /// Certificates that were forgotten may be news to who has not seen this
  /// version of the table.
  std::uint64_t forgotten_until() const {
    return forgotten_until_;
  }

  /// Whether an entry counts instead of one in the table.
  bool overrides_any() const {
    return overrides_any_;
  }

  /// Examines everything again by other rules.
  void replace(key_judge_ptr judge);

  std::size_t size() const {
    return entries_.size();
  }

private:
  using entry_map
    = std::unordered_map<std::string_view, entry, fingerprint_hash>;

  /// What came last is told to others soon.
  static constexpr std::size_t latest_max = 256;

  entry_map::iterator forget(entry_map::iterator i);

  key_judge_ptr judge_;
  /// By the fingerprints in the papers.
  entry_map entries_;
  std::deque<examined_ptr> latest_; ///< some of them
  std::uint64_t forgotten_until_ = 0;
  bool overrides_any_ = false;
  std::unordered_set<std::string> refused_; ///< by SHA-256
};

template <class Predicate>
void certificate_book::leave_to_table(Predicate is_held) {
  while (latest_.size() > latest_max) {
    auto x = std::move(latest_.front());
    latest_.pop_front();
    auto i = entries_.find(x->fingerprint);
    if (i != entries_.end() && i->second.papers == x && !i->second.overrides
        && is_held(*x))
      forget(i);
  }
}

} // namespace aegis::seal
