#include "actors/services/envelope.hpp"

#include <algorithm>

namespace aegis::detail {

namespace {

constexpr std::string_view magic = "\xAE"
                                   "ac\x01";

constexpr unsigned idempotent_flag = 1;
constexpr unsigned key_flag = 2;
constexpr unsigned trace_flag = 4;

void put_varint(std::string& out, std::uint64_t x) {
  for (; x >= 0x80; x >>= 7)
    out += static_cast<char>(x | 0x80);
  out += static_cast<char>(x);
}

void put_word(std::string& out, std::uint64_t x) {
  for (int shift = 56; shift >= 0; shift -= 8)
    out += static_cast<char>(x >> shift);
}

/// Reads from a range of bytes; `ok` is false once they did not suffice.
class reader {
public:
  explicit reader(std::string_view bytes) : rest_(bytes) {}

  bool ok() const {
    return ok_;
  }

  std::uint64_t varint() {
    std::uint64_t result = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      auto byte = static_cast<unsigned char>(text(1).front());
      result |= std::uint64_t{byte & 0x7Fu} << shift;
      if ((byte & 0x80) == 0)
        return result;
    }
    ok_ = false;
    return 0;
  }

  std::uint64_t word() {
    std::uint64_t result = 0;
    for (char c : text(8))
      result = result << 8 | static_cast<unsigned char>(c);
    return result;
  }

  /// Zeros once the bytes did not suffice, as many as fit in a word.
  std::string_view text(std::uint64_t n) {
    if (!ok_ || n > rest_.size()) {
      ok_ = false;
      return {"\0\0\0\0\0\0\0\0", 8};
    }
    auto result = rest_.substr(0, static_cast<std::size_t>(n));
    rest_.remove_prefix(static_cast<std::size_t>(n));
    return result;
  }

private:
  std::string_view rest_;
  bool ok_ = true;
};

} // namespace

std::string encode(const call_envelope& x) {
  auto has_key = !x.key.empty() && x.key.size() <= envelope_key_max_bytes;
  auto has_trace = !(x.trace == trace_id{});
  auto flags = (x.idempotent ? idempotent_flag : 0u) | (has_key ? key_flag : 0u)
               | (has_trace ? trace_flag : 0u);
  std::string result{magic};
  result += static_cast<char>(flags);
  put_varint(result, static_cast<std::uint64_t>(
                       std::max<std::int64_t>(x.time_left.count(), 0)));
  put_varint(result, x.attempt);
  if (has_key) {
    put_varint(result, x.key.size());
    result += x.key;
  }
  if (has_trace) {
    put_word(result, x.trace.high);
    put_word(result, x.trace.low);
  }
  return result;
}

std::optional<call_envelope> decode_envelope(std::string_view bytes) {
  if (bytes.substr(0, magic.size()) != magic)
    return std::nullopt;
  reader in{bytes.substr(magic.size())};
  call_envelope result;
  auto flags = static_cast<unsigned char>(in.text(1).front());
  // Nothing waits longer than a year.
  constexpr auto most = static_cast<std::uint64_t>(
    std::chrono::microseconds{defaults::wait_max}.count());
  result.time_left = std::chrono::microseconds{
    static_cast<std::int64_t>(std::min(in.varint(), most))};
  result.attempt = static_cast<std::uint32_t>(in.varint());
  result.idempotent = (flags & idempotent_flag) != 0;
  if ((flags & key_flag) != 0) {
    auto size = in.varint();
    if (size > envelope_key_max_bytes)
      return std::nullopt;
    result.key = in.text(size);
  }
  if ((flags & trace_flag) != 0) {
    result.trace.high = in.word();
    result.trace.low = in.word();
  }
  return in.ok() ? std::optional{std::move(result)} : std::nullopt;
}

} // namespace aegis::detail
