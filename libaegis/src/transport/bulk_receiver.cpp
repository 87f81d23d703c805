// In: checked chunks from link. Out: whole frames to link.

#include "transport/bulk_receiver.hpp"

#include "aegis/defaults.hpp"

#include <algorithm>

namespace aegis::transport {

namespace {

/// A peer must send so much of what it makes us reserve.
constexpr std::size_t growth = 8;

constexpr std::size_t chunk_max_bytes
  = defaults::chunk_frame_max_bytes - frame_header::size_bytes;

} // namespace

const char* bulk_receiver::objection_to(const frame_header& chunk) {
  auto begins = chunk.flags == frame_header::begin_flag;
  if ((chunk.flags != 0 && !begins) || chunk.source_actor != 0
      || chunk.dest_actor != 0 || chunk.payload_bytes > chunk_max_bytes)
    return "malformed_chunk";
  // What begins says more than what it is.
  auto least = begins ? frame_header::size_bytes : 0;
  return chunk.payload_bytes > least ? nullptr : "empty_chunk";
}

const char* bulk_receiver::begin(std::uint64_t transfer,
                                 const frame_header& header, time_point now) {
  if (transfer != last_transfer_ + 1)
    return "chunk_out_of_order";
  if (header.op != frame_op::direct_message
      || header.payload_bytes <= defaults::chunk_min_bytes)
    return "needless_chunks";
  if (open_.size() >= limits_.transfers_max
      || (!open_.empty()
          && announced_bytes_ + header.payload_bytes
               > limits_.announced_max_bytes))
    return "too_many_transfers";
  last_transfer_ = transfer;
  taken_ += frame_header::size_bytes;
  announced_bytes_ += header.payload_bytes;
  auto& x = open_[transfer];
  x.what.header = header;
  x.what.payload = pool_.take();
  x.last = now;
  return nullptr;
}

void bulk_receiver::ignore(std::uint64_t transfer) {
  auto i = open_.find(transfer);
  if (i == open_.end())
    return;
  i->second.what.is_wanted = false;
  recycle(std::exchange(i->second.what.payload, {}));
}

const char* bulk_receiver::append(std::uint64_t transfer,
                                  std::string_view bytes, time_point now) {
  auto i = open_.find(transfer);
  if (i == open_.end())
    return "chunk_out_of_order";
  auto& x = i->second;
  std::size_t announced = x.what.header.payload_bytes;
  if (bytes.size() > announced - x.come)
    return "chunk_beyond_end";
  x.come += bytes.size();
  taken_ += bytes.size();
  x.last = now;
  if (is_beyond_credit())
    return "beyond_credit";
  if (!x.what.is_wanted)
    return nullptr;
  auto& payload = x.what.payload;
  if (payload.capacity() < x.come)
    payload.reserve(std::min(announced, growth * x.come));
  payload.insert(payload.end(), bytes.begin(), bytes.end());
  return nullptr;
}

std::optional<bulk_receiver::frame>
bulk_receiver::take(std::uint64_t transfer) {
  auto i = open_.find(transfer);
  if (i == open_.end() || i->second.come < i->second.what.header.payload_bytes)
    return std::nullopt;
  auto result = std::move(i->second.what);
  announced_bytes_ -= result.header.payload_bytes;
  open_.erase(i);
  return result;
}

std::optional<bulk_receiver::time_point> bulk_receiver::oldest() const {
  std::optional<time_point> result;
  for (auto& [number, x] : open_)
    result = result ? std::min(*result, x.last) : x.last;
  return result;
}

std::size_t bulk_receiver::held_bytes() const {
  std::size_t result = 0;
  for (auto& [number, x] : open_)
    result += x.what.payload.capacity();
  return result;
}

} // namespace aegis::transport
