#pragma once

#include "transport/id_pair.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <unordered_set>

namespace aegis::transport {

/// The requests that this node sent over one connection and that the peer has
/// yet to answer. A response is let in only if it closes one of them.
///
/// Bounded: beyond `count_max` the oldest is forgotten, so a peer that never
/// answers costs memory up to the bound. Not thread-safe.
class open_requests {
public:
  /// 48 bytes each: 12 MiB at most for a connection.
  static constexpr std::size_t count_max = 262'144;

  explicit open_requests(std::size_t max = count_max) : max_(max) {}

  void opened(std::uint64_t sender, std::uint64_t request) {
    id_pair k{sender, request};
    if (!open_.insert(k).second)
      return;
    order_.push_back(k);
    if (order_.size() > 2 * open_.size() + 64)
      forget_answered();
    if (open_.size() > max_)
      forget_oldest();
  }

  /// Returns whether the request was open; it no longer is.
  bool answered(std::uint64_t sender, std::uint64_t request) {
    return open_.erase(id_pair{sender, request}) > 0;
  }

  bool is_open(std::uint64_t sender, std::uint64_t request) const {
    return open_.count(id_pair{sender, request}) > 0;
  }

  std::size_t size() const {
    return open_.size();
  }

private:
  void forget_answered() {
    std::deque<id_pair> still_open;
    for (auto& k : order_)
      if (open_.count(k) > 0)
        still_open.push_back(k);
    order_.swap(still_open);
  }

  void forget_oldest() {
    while (open_.size() > max_ && !order_.empty()) {
      open_.erase(order_.front());
      order_.pop_front();
    }
  }

  std::size_t max_;
  std::unordered_set<id_pair, id_pair::hasher> open_;
  std::deque<id_pair> order_;
};

} // namespace aegis::transport
