#include "seal/certificate_book.hpp"

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
  if (entries_.count(name) != 0)
    return done{};
  if (refused(name))
    return fault{ec::untrusted_ca, "certificate was refused before"};
  auto key = judge_->examine(certificate);
  if (!key) {
    refuse(name);
    return std::move(key).error();
  }
  entries_.emplace(std::move(name), entry{certificate, *key, since});
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
  for (auto i = entries_.begin(); i != entries_.end();) {
    if (auto key = judge_->examine(i->second.certificate)) {
      i->second.key = *key;
      ++i;
    } else {
      i = entries_.erase(i);
    }
  }
}

void certificate_book::refuse(const std::string& fingerprint) {
  if (refused_.size() >= refused_max)
    refused_.clear();
  refused_.insert(fingerprint);
}

} // namespace aegis::seal
