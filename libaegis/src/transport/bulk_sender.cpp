// In: frames from link that may not go at once. Out: chunks and frames, in an
// order that is fair to all and right for each pair of actors.

#include "transport/bulk_sender.hpp"

#include "aegis/defaults.hpp"

#include <algorithm>
#include <limits>

namespace aegis::transport {

namespace {

constexpr std::size_t chunk_bytes
  = defaults::chunk_frame_max_bytes - frame_header::size_bytes;

/// What a large frame counts against the sum of all that take turns.
std::size_t payload_of(const std::vector<char>& bytes) {
  return bytes.size() - bulk_sender::headroom_bytes - frame_header::size_bytes;
}

} // namespace

bool bulk_sender::must_wait(const frame_header& x) const {
  switch (x.op) {
    case frame_op::direct_message:
      return lanes_.count(actors_of(x)) > 0;
    case frame_op::down_message:
      return !empty();
    default:
      return false;
  }
}

/// The lane of the frame's actors; a new one has no place yet.
bulk_sender::lane& bulk_sender::lane_of(const frame_header& x,
                                        std::uint64_t place) {
  auto who = actors_of(x);
  auto [i, is_new] = lanes_.try_emplace(who);
  if (is_new) {
    i->second.who = who;
    i->second.place = place;
  }
  return i->second;
}

void bulk_sender::append(lane& x, item what) {
  what.number = ++last_number_;
  x.items.push_back(std::move(what));
  if (x.items.size() == 1)
    enlist(x);
}

void bulk_sender::push_large(const frame_header& header,
                             std::vector<char> bytes, std::uint64_t place) {
  waiting_bytes_ += bytes.size() - headroom_bytes;
  item fresh;
  fresh.is_large = true;
  fresh.sent = headroom_bytes;
  fresh.bytes = std::move(bytes);
  append(lane_of(header, place), std::move(fresh));
}

void bulk_sender::push_small(const frame_header& header, std::string_view frame,
                             std::uint64_t place) {
  waiting_bytes_ += frame.size();
  auto& x = lane_of(header, place);
  // A death waits for what was there before it, and for nothing that came later.
  auto joins
    = !x.items.empty() && !x.items.back().is_large
      && (barriers_.empty() || barriers_.back().number < x.items.back().number);
  if (!joins)
    append(x, {});
  auto& bytes = x.items.back().bytes;
  bytes.insert(bytes.end(), frame.begin(), frame.end());
}

void bulk_sender::push_barrier(std::string_view frame) {
  waiting_bytes_ += frame.size();
  barriers_.push_back({++last_number_, {frame.begin(), frame.end()}});
}

/// Gives a lane its place among those that send or want to.
void bulk_sender::enlist(lane& x) {
  if (x.items.front().is_large)
    queued_.push_back(&x);
  else
    turns_.push_back(&x);
}

void bulk_sender::begin_some() {
  while (!queued_.empty()) {
    auto* x = queued_.front();
    auto& first = x->items.front();
    auto size = payload_of(first.bytes);
    if (open_ > 0
        && (open_ >= limits_.transfers_max
            || announced_bytes_ + size > limits_.announced_max_bytes))
      return;
    ++open_;
    announced_bytes_ += size;
    queued_.pop_front();
    turns_.push_back(x);
  }
}

std::string_view bulk_sender::next(std::uint64_t place) {
  memory_.give(std::exchange(spent_, {}));
  begin_some();
  for (auto n = turns_.size(); n > 0; --n) {
    auto* x = turns_.front();
    turns_.pop_front();
    if (!may_go(*x, place)) {
      turns_.push_back(x);
      continue;
    }
    auto& first = x->items.front();
    auto result = first.is_large ? next_chunk(first) : next_frames(first);
    if (first.sent == first.bytes.size())
      finish_first(*x);
    else
      turns_.push_back(x);
    return result;
  }
  return {};
}

bool bulk_sender::may_go(const lane& x, std::uint64_t place) const {
  return x.place <= place && (!x.items.front().is_large || window_.room() > 0);
}

/// Writes the chunk's header over the bytes before it, which are sent already.
/// The number of what begins is given here: a lane may have had to wait for its
/// place while others that came later went.
std::string_view bulk_sender::next_chunk(item& x) {
  if (x.transfer == 0)
    x.transfer = ++last_transfer_;
  auto n = std::min(chunk_bytes, x.bytes.size() - x.sent);
  frame_header head;
  head.op = frame_op::link_chunk;
  head.flags = x.sent == headroom_bytes ? frame_header::begin_flag : 0;
  head.payload_bytes = static_cast<std::uint32_t>(n);
  head.operation_data = x.transfer;
  auto* begin = x.bytes.data() + x.sent - frame_header::size_bytes;
  head.encode(begin);
  x.sent += n;
  waiting_bytes_ -= n;
  window_.sent(n);
  return {begin, frame_header::size_bytes + n};
}

/// As many whole frames as fit into the size of a chunk, at least one.
std::string_view bulk_sender::next_frames(item& x) {
  auto* begin = x.bytes.data() + x.sent;
  auto n = whole_frames({begin, x.bytes.size() - x.sent},
                        defaults::chunk_frame_max_bytes);
  x.sent += n;
  waiting_bytes_ -= n;
  return {begin, n};
}

void bulk_sender::finish_first(lane& x) {
  auto& first = x.items.front();
  if (first.is_large) {
    --open_;
    announced_bytes_ -= payload_of(first.bytes);
  }
  spent_ = std::move(first.bytes);
  x.items.pop_front();
  if (x.items.empty())
    lanes_.erase(id_pair{x.who});
  else
    enlist(x);
}

/// The number of the oldest frame in a lane.
std::uint64_t bulk_sender::oldest() const {
  auto result = std::numeric_limits<std::uint64_t>::max();
  for (auto& [who, x] : lanes_)
    result = std::min(result, x.items.front().number);
  return result;
}

void bulk_sender::take_due(std::vector<char>& out) {
  if (barriers_.empty())
    return;
  auto end = oldest();
  while (!barriers_.empty() && barriers_.front().number < end) {
    auto& frame = barriers_.front().frame;
    out.insert(out.end(), frame.begin(), frame.end());
    waiting_bytes_ -= frame.size();
    barriers_.pop_front();
  }
}

void bulk_sender::clear() {
  turns_.clear();
  queued_.clear();
  lanes_.clear();
  barriers_.clear();
  open_ = announced_bytes_ = waiting_bytes_ = 0;
}

} // namespace aegis::transport
