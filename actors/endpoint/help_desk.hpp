#pragma once

#include "aegis/defaults.hpp"
#include "aegis/fault.hpp"

#include <cstddef>
#include <map>
#include <string>

namespace aegis::detail {

/// Counts the probes that are under way because peers asked for them, so that
/// nobody makes this node dial others without end. Pure; not thread-safe.
class help_desk {
public:
  explicit help_desk(std::size_t max = defaults::probe_help_max,
                     std::size_t total_max = defaults::probe_help_total_max)
    : max_(max), total_max_(total_max) {}

  /// Begins one for a peer. @returns `ec::overloaded` if there are too many.
  outcome<done> open(const std::string& peer) {
    auto i = by_peer_.find(peer);
    auto open = i == by_peer_.end() ? 0 : i->second;
    if (open >= max_ || total_ >= total_max_)
      return fault{ec::overloaded, "peer " + peer + ": " + std::to_string(open)
                                     + " probes are under way for it, "
                                     + std::to_string(total_) + " in all"};
    ++by_peer_[peer];
    ++total_;
    return done{};
  }

  void close(const std::string& peer) {
    auto i = by_peer_.find(peer);
    if (i == by_peer_.end())
      return;
    --total_;
    if (--i->second == 0)
      by_peer_.erase(i);
  }

private:
  std::size_t max_;
  std::size_t total_max_;
  std::size_t total_ = 0;
  std::map<std::string, std::size_t> by_peer_;
};

} // namespace aegis::detail
