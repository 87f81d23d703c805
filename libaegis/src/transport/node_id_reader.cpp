#include "transport/node_id_reader.hpp"

#include <cstdint>

namespace aegis::transport {

std::optional<caf::node_id> read_node_id(byte_reader& in) {
  using default_data = caf::node_id::default_data;
  std::uint64_t kind = 0;
  std::uint32_t process = 0;
  if (!in.read(kind)
      || kind != static_cast<std::uint64_t>(default_data::class_id)
      || !in.read(process))
    return std::nullopt;
  default_data::host_id_type host{};
  for (auto& byte : host)
    if (!in.read(byte))
      return std::nullopt;
  return caf::make_node_id(process, host);
}

} // namespace aegis::transport
