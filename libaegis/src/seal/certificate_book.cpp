#include "seal/certificate_book.hpp"

#include "pki/digest.hpp"

#include <utility>

namespace aegis::seal {

namespace {

/// Refused certificates that are remembered; beyond it all are examined again.
constexpr std::size_t refused_max = 4096;

} // namespace

outcome<done> certificate_book::add(const std::string& certificate,
                                    std::uint64_t since) {
  auto name = judge_->fingerprint(certificate);
  if (name.empty())
    return fault{ec::bad_pem, "certificate of "
                                + std::to_string(certificate.size())
                                + " bytes is not in DER form"};
  if (auto* known = find(name); known && known->key)
    return done{};
  auto bytes = pki::sha256(certificate);
  if (refused_.count(bytes) != 0)
    return fault{ec::untrusted_ca, "certificate was refused before"};
  auto good = judge_->examine(certificate);
  if (!good) {
    if (refused_.size() >= refused_max)
      refused_.clear();
    refused_.insert(std::move(bytes));
    return std::move(good).error();
  }
  entries_[std::move(name)]
    = {std::move(good->certificate), std::move(good->key), since};
  return done{};
}

const certificate_book::entry*
certificate_book::find(const std::string& fingerprint) const {
  auto i = entries_.find(fingerprint);
  return i != entries_.end() ? &i->second : nullptr;
}

void certificate_book::keep_only(
  const std::unordered_set<std::string_view>& fingerprints) {
  for (auto i = entries_.begin(); i != entries_.end();)
    i = fingerprints.count(i->first) != 0 ? std::next(i) : entries_.erase(i);
}

void certificate_book::replace(key_judge_ptr judge) {
  judge_ = std::move(judge);
  refused_.clear();
  for (auto& [fingerprint, x] : entries_) {
    auto good = judge_->examine(x.certificate);
    x.key = good ? std::move(good->key) : nullptr;
  }
}

} // namespace aegis::seal
