// In: large messages and small frames from link. Out: the same, in an order that
// keeps CAF's promises, once they are read.

#include "transport/reading_queue.hpp"

#include <utility>

namespace aegis::transport {

bool reading_queue::must_wait(const frame_header& x) const {
  switch (x.op) {
    case frame_op::direct_message:
      return pairs_.count(actors_of(x)) > 0;
    case frame_op::down_message:
      return !empty();
    default:
      return false;
  }
}

void reading_queue::push_large(std::shared_ptr<large_message> x) {
  ++pairs_[actors_of(x->header)];
  large_bytes_ += x->payload.size();
  items_.push_back({std::move(x), {}, {}});
}

void reading_queue::push_small(const frame_header& header,
                               std::string_view payload) {
  if (header.op == frame_op::direct_message)
    ++pairs_[actors_of(header)];
  items_.push_back({nullptr, header, {payload.begin(), payload.end()}});
  small_bytes_ += cost_of(items_.back());
}

bool reading_queue::pop(item& next) {
  if (items_.empty())
    return false;
  auto& first = items_.front();
  if (first.large && !first.large->is_over)
    return false;
  next = std::move(first);
  items_.pop_front();
  if (next.large) {
    large_bytes_ -= next.large->payload.size();
    forget_pair(next.large->header);
  } else {
    small_bytes_ -= cost_of(next);
    if (next.header.op == frame_op::direct_message)
      forget_pair(next.header);
  }
  return true;
}

void reading_queue::clear() {
  items_.clear();
  pairs_.clear();
  large_bytes_ = small_bytes_ = 0;
}

/// Many are smaller than what holds them.
std::size_t reading_queue::cost_of(const item& x) {
  return sizeof(item) + x.payload.size();
}

void reading_queue::forget_pair(const frame_header& x) {
  auto i = pairs_.find(actors_of(x));
  if (--i->second == 0)
    pairs_.erase(i);
}

} // namespace aegis::transport
