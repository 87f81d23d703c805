#pragma once

#include "aegis/service.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aegis::detail {

/// What travels with a call beside the message of the user.
struct call_envelope {
  std::chrono::microseconds time_left{}; ///< of the deadline, when it was sent
  bool idempotent = false;
  std::uint32_t attempt = 0;
  std::string key;
  trace_id trace;
};

/// Longest key that travels; longer ones decide on the provider here and stay.
constexpr std::size_t envelope_key_max_bytes = 256;

/// The envelope as bytes: the last value of a message on its way to a guard.
/// A text of CAF's, so that a message of plain types stays one. Its first bytes
/// tell it from a text of the user in a message that came without one.
///
///   4 bytes  0xAE 'a' 'c' and the version, 1
///   1 byte   flags: 1 idempotent, 2 has a key, 4 has a trace
///   varint   microseconds left
///   varint   attempt
///   varint and bytes  the key; 8 + 8 bytes  the trace, big endian
///
/// What a later version appends is skipped.
std::string encode(const call_envelope& x);

/// @returns nothing for bytes that are no envelope. Safe for any bytes.
std::optional<call_envelope> decode_envelope(std::string_view bytes);

} // namespace aegis::detail
