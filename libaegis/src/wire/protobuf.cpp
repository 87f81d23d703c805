// In: bytes of a protobuf message that CAF took off the wire, or a message that
// it is about to put there. Out: the message or the bytes, or an error.

#include "aegis/protobuf.hpp"

#include "log/quiet_parse.hpp"

#include <limits>

namespace aegis::detail {

namespace {

constexpr std::size_t rendered_max = 200;

} // namespace

caf::error parse_protobuf(google::protobuf::Message& x,
                          const std::string& bytes) {
  if (quiet_parse(x, bytes))
    return caf::none;
  return make_error(ec::malformed_message, x.GetDescriptor()->full_name() + ": "
                                             + std::to_string(bytes.size())
                                             + " bytes do not parse");
}

caf::error write_protobuf(const google::protobuf::Message& x,
                          std::string& bytes) {
  auto size = x.ByteSizeLong();
  if (size > static_cast<std::size_t>(std::numeric_limits<int>::max()))
    return make_error(ec::payload_too_large, x.GetDescriptor()->full_name()
                                               + ": " + std::to_string(size)
                                               + " bytes");
  if (x.SerializePartialToString(&bytes))
    return caf::none;
  return make_error(ec::internal,
                    x.GetDescriptor()->full_name() + ": cannot be serialized");
}

rendered render_protobuf(const google::protobuf::Message& x) {
  auto fields = x.ShortDebugString();
  if (fields.size() > rendered_max) {
    fields.resize(rendered_max);
    fields += "...";
  }
  return {x.GetDescriptor()->full_name() + "(" + fields + ")"};
}

} // namespace aegis::detail
