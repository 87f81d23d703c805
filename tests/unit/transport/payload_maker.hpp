#pragma once

#include "transport/basp_frame.hpp"

#include <caf/node_id.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace aegis::test {

/// Writes what CAF's binary serializer writes, byte by byte, so that tests can
/// say what no serializer would.
class payload_maker {
public:
  template <class T>
  payload_maker& number(T x) {
    for (auto i = sizeof(T); i > 0; --i)
      bytes_.push_back(static_cast<char>(
        (static_cast<std::uint64_t>(x) >> ((i - 1) * 8)) & 0xFF));
    return *this;
  }

  payload_maker& size(std::uint32_t x) {
    for (; x > 0x7F; x >>= 7)
      bytes_.push_back(static_cast<char>((x & 0x7F) | 0x80));
    bytes_.push_back(static_cast<char>(x));
    return *this;
  }

  payload_maker& text(std::string_view x) {
    size(static_cast<std::uint32_t>(x.size()));
    bytes_.append(x);
    return *this;
  }

  /// A node id of CAF's default kind whose host bytes are all `host`.
  payload_maker& node(std::uint32_t process, std::uint8_t host) {
    number(static_cast<std::uint64_t>(caf::node_id::default_data::class_id));
    number(process);
    bytes_.append(20, static_cast<char>(host));
    return *this;
  }

  /// The head of a message: no stages, then the names of its types.
  payload_maker& message(std::string_view types) {
    size(0);
    number(std::uint16_t{0});
    return text(types);
  }

  operator std::string() const {
    return bytes_;
  }

private:
  std::string bytes_;
};

inline caf::node_id make_node(std::uint32_t process, std::uint8_t host) {
  caf::node_id::default_data::host_id_type bytes{};
  bytes.fill(host);
  return caf::make_node_id(process, bytes);
}

} // namespace aegis::test
