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

std::string write_node_id(const caf::node_id& x) {
  using default_data = caf::node_id::default_data;
  auto* data = x ? dynamic_cast<const default_data*>(x.operator->()) : nullptr;
  if (data == nullptr)
    return {};
  auto result = big_endian(static_cast<std::uint64_t>(default_data::class_id))
                + big_endian(data->process_id());
  for (auto byte : data->host_id())
    result += static_cast<char>(byte);
  return result;
}

} // namespace aegis::transport
