#pragma once

#include "aegis/defaults.hpp"
#include "transport/basp_frame.hpp"
#include "transport/buffer_pool.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace aegis::transport {

/// Gathers the large frames that one peer sends in chunks.
///
/// The peer is not trusted: how many frames it may begin, how much it may
/// announce and send without credit and how long it may pause are limited; memory is reserved in
/// proportion to what has come. What begins may be thrown away as it comes.
///
/// Pure; not thread-safe.
class bulk_receiver {
public:
  using time_point = std::chrono::steady_clock::time_point;

  struct limits {
    std::size_t transfers_max = 0; ///< frames that are not complete
    /// Sum of their payloads, unless it is one alone.
    std::size_t announced_max_bytes = 0;
  };

  /// A complete frame.
  struct frame {
    frame_header header;
    std::vector<char> payload;
    bool is_wanted = true; ///< false: the payload was thrown away
  };

  explicit bulk_receiver(const limits& x) : limits_(x) {}

  /// Judges the header of a chunk before its payload is read.
  /// @returns what is wrong, or nullptr.
  static const char* objection_to(const frame_header& chunk);

  /// Begins a frame. @returns what is wrong, or nullptr.
  const char* begin(std::uint64_t transfer, const frame_header& header,
                    time_point now);

  /// Throws away what comes of a frame that began.
  void ignore(std::uint64_t transfer);

  /// Appends to a frame that began. @returns what is wrong, or nullptr.
  const char* append(std::uint64_t transfer, std::string_view bytes,
                     time_point now);

  /// Takes out a frame once it is complete.
  std::optional<frame> take(std::uint64_t transfer);

  /// Gives back the memory of a frame.
  void recycle(std::vector<char> payload) {
    pool_.give(std::move(payload));
  }

  /// Chunks of so many bytes came since the peer was last told, if it is time
  /// to tell it again. @returns the sum of all times.
  std::optional<std::uint64_t> credit() {
    if (taken_ - told_ < defaults::bulk_credit_bytes)
      return std::nullopt;
    told_ = taken_;
    return taken_;
  }

  /// True if a peer that keeps to its credit cannot have sent so much.
  bool is_beyond_credit() const {
    return taken_ - told_
           > defaults::bulk_window_max_bytes + defaults::chunk_frame_max_bytes;
  }

  /// Small frames came.
  void pass() {
    pool_.pass();
  }

  /// When the frame that waits longest got its last bytes; nothing if there is
  /// none.
  std::optional<time_point> oldest() const;

  std::size_t open_transfers() const {
    return open_.size();
  }

  /// Memory of what has been gathered.
  std::size_t held_bytes() const;

private:
  struct transfer_state {
    frame what;
    std::size_t come = 0; ///< bytes of the payload
    time_point last;
  };

  limits limits_;
  std::map<std::uint64_t, transfer_state> open_;
  std::uint64_t last_transfer_ = 0;
  std::size_t announced_bytes_ = 0;
  std::uint64_t taken_ = 0; ///< bytes of chunks, heads of frames included
  std::uint64_t told_ = 0;  ///< to the peer
  buffer_pool pool_;
};

} // namespace aegis::transport
