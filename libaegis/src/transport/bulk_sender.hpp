#pragma once

#include "transport/basp_frame.hpp"
#include "transport/bulk_window.hpp"
#include "transport/id_pair.hpp"
#include "transport/shared_buffers.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace aegis::transport {

/// What one connection has yet to send and may not send at once: large frames,
/// cut into chunks that take turns, and small frames that have to wait for one
/// of them.
///
/// Small frames overtake large ones, but never one of the same sender to the
/// same receiver: CAF promises them their order. Each such pair with something
/// waiting has a lane. A death, or the last words of the connection, wait for
/// everything that was sent before: others must not see a reply after the death
/// of who gave it.
///
/// Chunks go no further than `bulk_window` allows.
///
/// Places in the stream of small frames are counted in bytes, so that nothing
/// in a lane passes a small frame that went before it.
///
/// Pure; not thread-safe.
class bulk_sender {
public:
  /// Bytes in front of a large frame that its owner leaves free for us.
  static constexpr std::size_t headroom_bytes = frame_header::size_bytes;

  struct limits {
    std::size_t transfers_max = 0; ///< large frames that take turns
    /// Sum of their payloads, unless it is one alone.
    std::size_t announced_max_bytes = 0;
  };

  /// @param memory  gets that of large frames that were sent
  bulk_sender(const limits& x, shared_buffers& memory)
    : limits_(x), memory_(memory) {}

  bool empty() const {
    return lanes_.empty() && barriers_.empty();
  }

  /// True if a small frame with this header may not go at once.
  bool must_wait(const frame_header& x) const;

  /// Appends a large frame.
  /// @param bytes  `headroom_bytes` of no meaning, then the frame
  /// @param place  in the stream of small frames, where it may begin
  void push_large(const frame_header& header, std::vector<char> bytes,
                  std::uint64_t place);

  /// Appends a frame for which `must_wait` holds.
  void push_small(const frame_header& header, std::string_view frame,
                  std::uint64_t place);

  /// Appends a frame that waits for everything before it.
  void push_barrier(std::string_view frame);

  /// The next bytes to be sent, at most `defaults::chunk_frame_max_bytes` or one
  /// small frame; they stay valid until the next call of anything.
  /// @param place  where the stream of small frames is: all before it is sent
  /// @returns nothing if nothing may go now.
  std::string_view next(std::uint64_t place);

  /// Moves to `out` the frames that waited for everything and wait no more.
  void take_due(std::vector<char>& out);

  /// Forgets everything.
  void clear();

  /// All bytes that wait here.
  std::size_t waiting_bytes() const {
    return waiting_bytes_;
  }

  /// Large frames that have begun and not ended.
  std::size_t open_transfers() const {
    return open_;
  }

  /// What the peer may be sent; chunks that `next` returns count as sent.
  bulk_window& window() {
    return window_;
  }

private:
  /// A large frame, or a row of small ones.
  struct item {
    bool is_large = false;
    std::uint64_t number = 0; ///< in the order in which they came
    std::vector<char> bytes;
    std::size_t sent = 0;       ///< of `bytes`
    std::uint64_t transfer = 0; ///< 0: not begun
  };

  struct lane {
    id_pair who;
    std::uint64_t place = 0; ///< where the small frames were when it began
    std::deque<item> items;
  };

  struct barrier {
    std::uint64_t number;
    std::vector<char> frame;
  };

  lane& lane_of(const frame_header& x, std::uint64_t place);
  void append(lane& x, item what);
  void enlist(lane& x);
  void begin_some();
  std::string_view next_chunk(item& x);
  std::string_view next_frames(item& x);
  void finish_first(lane& x);
  std::uint64_t oldest() const;

  bool may_go(const lane& x, std::uint64_t place) const;

  limits limits_;
  bulk_window window_;
  std::unordered_map<id_pair, lane, id_pair::hasher> lanes_;
  std::deque<lane*> turns_;  ///< lanes that may send
  std::deque<lane*> queued_; ///< lanes whose large frame may not begin yet
  std::deque<barrier> barriers_;
  std::vector<char> spent_; ///< what `next` returned last is part of it
  shared_buffers& memory_;
  std::uint64_t last_number_ = 0;
  std::uint64_t last_transfer_ = 0;
  std::size_t open_ = 0;
  std::size_t announced_bytes_ = 0;
  std::size_t waiting_bytes_ = 0;
};

} // namespace aegis::transport
