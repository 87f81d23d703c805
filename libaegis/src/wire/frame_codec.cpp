// In: frames of peers on their way to the endpoint or the peer manager. Out:
// the protobuf messages inside, or why there are none.

#include "wire/frame_codec.hpp"

#include "log/quiet_parse.hpp"

#include <limits>
#include <utility>

namespace aegis::wire {

std::string_view name_of(frame_kind x) {
  switch (x) {
    case frame_kind::ping:
      return "ping";
    case frame_kind::pong:
      return "pong";
    case frame_kind::health_request:
      return "health_request";
    case frame_kind::health:
      return "health";
    case frame_kind::node_info_request:
      return "node_info_request";
    case frame_kind::node_info:
      return "node_info";
    case frame_kind::sync_request:
      return "sync_request";
    case frame_kind::sync_response:
      return "sync_response";
    case frame_kind::topology_request:
      return "topology_request";
    case frame_kind::topology:
      return "topology";
    case frame_kind::services_request:
      return "services_request";
    case frame_kind::services:
      return "services";
    case frame_kind::service_request:
      return "service_request";
    case frame_kind::service:
      return "service";
    case frame_kind::probe:
      return "probe";
    case frame_kind::probe_answer:
      return "probe_answer";
    case frame_kind::probe_help_request:
      return "probe_help_request";
    case frame_kind::probe_help:
      return "probe_help";
  }
  return {};
}

} // namespace aegis::wire

namespace aegis {

std::string to_string(frame_kind x) {
  auto name = wire::name_of(x);
  return !name.empty() ? std::string{name}
                       : "kind " + std::to_string(static_cast<unsigned>(x));
}

} // namespace aegis

namespace aegis::wire::detail {

frame pack(frame_kind kind, const google::protobuf::Message& x) {
  frame result;
  result.kind = kind;
  x.SerializeToString(&result.bytes);
  return result;
}

outcome<done> unpack(const frame& x, frame_kind kind, std::size_t max_bytes,
                     google::protobuf::Message& out) {
  if (x.kind != kind)
    return fault{ec::unsupported, "frame: expected " + to_string(kind)
                                    + ", got " + to_string(x.kind)};
  if (x.bytes.size() > max_bytes)
    return fault{ec::payload_too_large, "frame " + to_string(kind) + ": "
                                          + std::to_string(x.bytes.size())
                                          + " bytes, at most "
                                          + std::to_string(max_bytes)};
  if (!quiet_parse(out, x.bytes))
    return fault{ec::malformed_message, "frame " + to_string(kind) + ": "
                                          + std::to_string(x.bytes.size())
                                          + " bytes do not parse as "
                                          + out.GetDescriptor()->full_name()};
  return done{};
}

} // namespace aegis::wire::detail
