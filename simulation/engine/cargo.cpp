#include "simulation/engine/cargo.hpp"

#include "aegis/messages.hpp"
#include "mesh/hash.hpp"
#include "wire/frame_codec.hpp"

#include <caf/binary_serializer.hpp>
#include <caf/none.hpp>

#include <string_view>
#include <vector>

namespace aegis::simulation {

caf::error measure_message(caf::actor_system& sys, const caf::message& x,
                           measure& out) {
  if (x.match_elements<frame>()) {
    const auto& content = x.get_as<frame>(0);
    out.bytes = content.bytes.size() + 2;
    out.digest = mesh::hasher{}
                   .number(static_cast<std::uint64_t>(content.kind))
                   .text(content.bytes)
                   .result();
    out.type = wire::name_of(content.kind);
    return caf::none;
  }
  std::vector<char> bytes;
  caf::binary_serializer sink{sys, bytes};
  auto copy = x; // writing wants it mutable; nothing changes
  if (auto err = sink(copy))
    return err;
  out.bytes = bytes.size();
  out.digest = mesh::hasher{}
                 .text(std::string_view{bytes.data(), bytes.size()})
                 .result();
  out.type = "message";
  return caf::none;
}

} // namespace aegis::simulation
