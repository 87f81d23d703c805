#include "transport/basp_frame.hpp"

#include "transport/bytes.hpp"

namespace aegis::transport {

namespace {

template <class T>
char* put(char* out, T x) {
  for (auto i = sizeof(T); i > 0; --i)
    *out++ = static_cast<char>((x >> ((i - 1) * 8)) & 0xFF);
  return out;
}

} // namespace

frame_header frame_header::decode(const char* bytes) {
  byte_reader in{std::string_view{bytes, size_bytes}};
  frame_header result;
  std::uint8_t op = 0;
  std::uint8_t padding = 0;
  in.read(op);
  in.read(padding);
  in.read(padding);
  in.read(result.flags);
  in.read(result.payload_bytes);
  in.read(result.operation_data);
  in.read(result.source_actor);
  in.read(result.dest_actor);
  result.op = static_cast<frame_op>(op);
  return result;
}

void frame_header::encode(char* out) const {
  out = put(out, static_cast<std::uint8_t>(op));
  out = put(out, std::uint16_t{0});
  out = put(out, flags);
  out = put(out, payload_bytes);
  out = put(out, operation_data);
  out = put(out, source_actor);
  put(out, dest_actor);
}

std::size_t whole_frames(std::string_view frames, std::size_t most) {
  std::size_t result = 0;
  while (result < frames.size()) {
    auto size = frame_header::size_bytes
                + frame_header::decode(frames.data() + result).payload_bytes;
    if (result > 0 && result + size > most)
      break;
    result += size;
  }
  return result;
}

} // namespace aegis::transport
