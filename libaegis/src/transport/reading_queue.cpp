// In: large messages and small frames from link. Out: the same, in an order that
// keeps CAF's promises, once they are read.

#include "transport/reading_queue.hpp"

#include <utility>

namespace aegis::transport {

bool reading_queue::must_wait(const frame_header& x) const {
  switch (x.op) {
    case frame_op::direct_message:
      return pairs_.count(pair_of(x)) > 0;
    case frame_op::down_message:
      return !empty();
    default:
      return false;
  }
}

void reading_queue::push_large(std::shared_ptr<large_message> x) {
  ++pairs_[pair_of(x->header)];
  bytes_ += x->payload.size();
  items_.push_back({std::move(x), {}, {}});
}

void reading_queue::push_small(const frame_header& header,
                               std::string_view payload) {
  ++pairs_[pair_of(header)];
  bytes_ += payload.size();
  items_.push_back({nullptr, header, {payload.begin(), payload.end()}});
}

bool reading_queue::pop(item& next) {
  if (items_.empty())
    return false;
  auto& first = items_.front();
  if (first.large && !first.large->is_over)
    return false;
  next = std::move(first);
  items_.pop_front();
  auto& payload = next.large ? next.large->payload : next.payload;
  bytes_ -= payload.size();
  auto i = pairs_.find(pair_of(next.large ? next.large->header : next.header));
  if (--i->second == 0)
    pairs_.erase(i);
  return true;
}

void reading_queue::clear() {
  items_.clear();
  pairs_.clear();
  bytes_ = 0;
}

} // namespace aegis::transport
