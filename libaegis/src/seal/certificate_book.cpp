#include "seal/certificate_book.hpp"

#include "pki/digest.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace aegis::seal {

namespace {

/// Refused certificates that are remembered; beyond it all are examined again.
constexpr std::size_t refused_max = 4096;

} // namespace

outcome<done> certificate_book::add(std::string_view name,
                                    const std::string& certificate,
                                    std::uint64_t since) {
  if (name.empty())
    return fault{ec::bad_pem, "certificate of "
                                + std::to_string(certificate.size())
                                + " bytes is not in DER form"};
  auto known = entries_.find(name);
  if (known != entries_.end() && known->second.trusted)
    return done{};
  if (!refused_.empty() && refused_.count(pki::sha256(certificate)) != 0)
    return fault{ec::untrusted_ca, "certificate was refused before"};
  auto good = judge_->examine(certificate);
  if (!good) {
    if (refused_.size() >= refused_max)
      refused_.clear();
    refused_.insert(pki::sha256(certificate));
    return std::move(good).error();
  }
  auto overrides = false;
  if (known != entries_.end()) {
    overrides = known->second.overrides;
    entries_.erase(known); // with its name
  }
  latest_.push_back(*good);
  auto key = std::string_view{(*good)->fingerprint};
  entries_.emplace(key, entry{std::move(*good), true, since, overrides});
  return done{};
}

const certificate_book::entry*
certificate_book::find(std::string_view fingerprint) const {
  auto i = entries_.find(fingerprint);
  return i != entries_.end() ? &i->second : nullptr;
}

void certificate_book::keep(examined_ptr x) {
  auto key = std::string_view{x->fingerprint};
  entries_.emplace(key, entry{std::move(x), true, 0, false});
}

void certificate_book::keep_only(const fingerprint_set& fingerprints) {
  fingerprint_set latest;
  for (const auto& x : latest_)
    latest.insert(x->fingerprint);
  for (auto i = entries_.begin(); i != entries_.end();)
    i = fingerprints.count(i->first) + latest.count(i->first) > 0 ? std::next(i)
                                                                  : forget(i);
}

certificate_book::entry_map::iterator
certificate_book::forget(entry_map::iterator i) {
  forgotten_until_ = std::max(forgotten_until_, i->second.since);
  return entries_.erase(i);
}

void certificate_book::replace(key_judge_ptr judge) {
  judge_ = std::move(judge);
  refused_.clear();
  latest_.clear(); // what is new of these is examined once more
  for (auto& [fingerprint, x] : std::exchange(entries_, {})) {
    auto good = judge_->examine(x.certificate());
    x.trusted = bool{good};
    x.overrides
      = x.overrides || !good || (*good)->certificate != x.papers->certificate;
    overrides_any_ = overrides_any_ || x.overrides;
    if (good)
      x.papers = std::move(*good);
    auto key = std::string_view{x.papers->fingerprint};
    entries_.emplace(key, std::move(x));
  }
}

} // namespace aegis::seal
