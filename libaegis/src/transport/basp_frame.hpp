#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace aegis::transport {

/// Kinds of frames on a mesh connection: those of BASP, version of CAF 0.17
/// (caf/io/basp/message_type.hpp), and four of our own that CAF never sees.
enum class frame_op : std::uint8_t {
  server_handshake = 0,
  client_handshake = 1,
  direct_message = 2,
  routed_message = 3,
  monitor_message = 4,
  down_message = 5,
  heartbeat = 6,
  link_hello = 0xA0,   ///< payload: aegis.v1.LinkHello
  link_refusal = 0xA1, ///< payload: aegis.v1.LinkRefusal
  link_chunk = 0xA2,   ///< payload: a part of a large frame
  link_credit = 0xA3,  ///< operation data: bytes of chunks taken so far
};

/// The fixed head of each frame, in the layout of a BASP header.
struct frame_header {
  static constexpr std::size_t size_bytes = 32;
  static constexpr std::uint8_t named_receiver_flag = 0x01;
  static constexpr std::uint8_t select_connection_flag = 0x02;

  /// Of `link_chunk`: the first one, which begins with the header of the frame
  /// that it is a part of.
  static constexpr std::uint8_t begin_flag = 0x01;

  frame_op op = frame_op::heartbeat;
  std::uint8_t flags = 0;
  std::uint32_t payload_bytes = 0;
  std::uint64_t operation_data = 0; ///< the message id of messages
  std::uint64_t source_actor = 0;
  std::uint64_t dest_actor = 0;

  /// @param bytes holds `size_bytes` bytes.
  static frame_header decode(const char* bytes);

  /// Writes `size_bytes` bytes to `out`.
  void encode(char* out) const;
};

/// How many bytes the first frames of a row take: as many whole ones as fit into
/// `most`, at least one.
/// @pre `frames` holds whole frames.
std::size_t whole_frames(std::string_view frames, std::size_t most);

/// The bit layout of CAF's message ids, see caf/message_id.hpp.
struct message_bits {
  std::uint64_t value;

  bool is_response() const {
    return (value & 0x8000000000000000u) != 0;
  }

  std::uint64_t request() const {
    return value & 0x0FFFFFFFFFFFFFFFu;
  }

  bool is_request() const {
    return request() != 0 && !is_response();
  }

  /// Upstream and downstream messages of CAF's streams.
  bool is_stream() const {
    return ((value >> 60) & 0x3) > 1;
  }

  std::uint64_t response_value() const {
    return value | 0x8000000000000000u;
  }
};

} // namespace aegis::transport
