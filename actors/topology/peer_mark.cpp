#include "actors/topology/peer_mark.hpp"

#include "aegis/defaults.hpp"

#include <algorithm>
#include <utility>

namespace aegis::detail {

namespace {

using namespace std::chrono_literals;

/// How often a certificate is asked for: the answer to the first time may have
/// been under way already.
constexpr unsigned tries_max = 3;

/// Between two comparisons of tables that stay different: 12 MB at 10,000
/// records, so the longest pause makes that some 20 kB/s.
constexpr std::chrono::milliseconds compare_pause_min = 1min;
constexpr std::chrono::milliseconds compare_pause_max = 10min;

} // namespace

void peer_mark::meet(std::uint64_t life) {
  if (epoch == life)
    return;
  epoch = life;
  version = 0;
  sent = 0;
  owed.clear();
  wanted.clear();
  asked_.clear();
  parts.clear();
  telling = false;
}

bool peer_mark::see(std::uint64_t since, std::uint64_t upto) {
  if (since > version)
    return false;
  version = std::max(version, upto);
  return true;
}

std::set<std::string>
peer_mark::worth_asking(const std::set<std::string>& fingerprints) {
  if (asked_.size() > 2 * defaults::wanted_certificates_max)
    asked_.clear();
  std::set<std::string> result;
  for (const auto& x : fingerprints)
    if (auto& count = asked_[x]; count < tries_max) {
      ++count;
      result.insert(x);
    }
  return result;
}

void peer_mark::ask_comparison(timestamp_ms now) {
  auto passed = now - compared_at_;
  // A clock that went back does not put it off.
  if (passed >= 0ms && passed < compare_pause_)
    return;
  compare_ = true;
  compared_at_ = now;
  compare_pause_
    = std::clamp(2 * compare_pause_, compare_pause_min, compare_pause_max);
}

void peer_mark::begin_comparison() {
  if (!std::exchange(compare_, false))
    return;
  sent = 0;
  version = 0;
  asked_.clear();
}

void peer_mark::settled() {
  compare_ = false;
  compare_pause_ = 0ms;
  asked_.clear();
}

} // namespace aegis::detail
