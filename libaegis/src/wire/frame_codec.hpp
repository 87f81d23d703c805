#pragma once

#include "aegis/defaults.hpp"
#include "aegis/fault.hpp"
#include "aegis/messages.hpp"

#include <aegis/v1/mesh.pb.h>

#include <google/protobuf/message.h>

#include <cstddef>
#include <string>
#include <string_view>

// Frames between their bytes and the protobuf messages inside. Everything that
// a peer sends to an endpoint, and answers, comes through `unpack`.

namespace aegis::wire {

/// Which kind of frame carries a message, and how large it may be.
template <class Message>
struct frame_traits;

template <frame_kind Kind, std::size_t MaxBytes>
struct frame_traits_base {
  static constexpr frame_kind kind = Kind;
  static constexpr std::size_t max_bytes = MaxBytes;
};

constexpr auto small = defaults::small_frame_max_bytes;
constexpr auto large = defaults::frame_max_bytes;

/// A probe may carry one record.
constexpr auto probe_max_bytes = small + defaults::record_max_bytes;

template <>
struct frame_traits<v1::Ping> : frame_traits_base<frame_kind::ping, small> {};
template <>
struct frame_traits<v1::Pong> : frame_traits_base<frame_kind::pong, small> {};
template <>
struct frame_traits<v1::HealthRequest>
  : frame_traits_base<frame_kind::health_request, small> {};
template <>
struct frame_traits<v1::Health> : frame_traits_base<frame_kind::health, small> {
};
template <>
struct frame_traits<v1::NodeInfoRequest>
  : frame_traits_base<frame_kind::node_info_request, small> {};
template <>
struct frame_traits<v1::NodeRecord>
  : frame_traits_base<frame_kind::node_info, large> {};
template <>
struct frame_traits<v1::SyncRequest>
  : frame_traits_base<frame_kind::sync_request, large> {};
template <>
struct frame_traits<v1::SyncResponse>
  : frame_traits_base<frame_kind::sync_response, large> {};
template <>
struct frame_traits<v1::TopologyRequest>
  : frame_traits_base<frame_kind::topology_request, small> {};
template <>
struct frame_traits<v1::TopologySnapshot>
  : frame_traits_base<frame_kind::topology, large> {};
template <>
struct frame_traits<v1::ServicesRequest>
  : frame_traits_base<frame_kind::services_request, small> {};
template <>
struct frame_traits<v1::ServiceList>
  : frame_traits_base<frame_kind::services, large> {};
template <>
struct frame_traits<v1::ServiceRequest>
  : frame_traits_base<frame_kind::service_request, small> {};
template <>
struct frame_traits<v1::ServiceReference>
  : frame_traits_base<frame_kind::service, large> {};

template <>
struct frame_traits<v1::Probe>
  : frame_traits_base<frame_kind::probe, probe_max_bytes> {};
template <>
struct frame_traits<v1::ProbeAnswer>
  : frame_traits_base<frame_kind::probe_answer, small> {};
template <>
struct frame_traits<v1::ProbeHelpRequest>
  : frame_traits_base<frame_kind::probe_help_request, probe_max_bytes> {};
template <>
struct frame_traits<v1::ProbeHelp>
  : frame_traits_base<frame_kind::probe_help, small> {};

/// Names a kind as its enumeration does; empty for one of a later version.
std::string_view name_of(frame_kind x);

namespace detail {

frame pack(frame_kind kind, const google::protobuf::Message& x);

outcome<done> unpack(const frame& x, frame_kind kind, std::size_t max_bytes,
                     google::protobuf::Message& out);

} // namespace detail

/// Puts a message into its frame.
template <class Message>
frame pack(const Message& x) {
  return detail::pack(frame_traits<Message>::kind, x);
}

/// Takes the message out of a frame.
/// @returns `ec::unsupported` for another kind, `ec::payload_too_large`, or
///          `ec::malformed_message` if it does not parse or breaks a limit.
template <class Message>
outcome<Message> unpack(const frame& x);

// Checks of the fields that are not records; those are checked on conversion.
// Each returns `ec::malformed_message` naming the field.
outcome<done> check(const v1::Ping& x);
outcome<done> check(const v1::Pong& x);
outcome<done> check(const v1::HealthRequest& x);
outcome<done> check(const v1::Health& x);
outcome<done> check(const v1::NodeInfoRequest& x);
outcome<done> check(const v1::NodeRecord& x);
outcome<done> check(const v1::SyncRequest& x);
outcome<done> check(const v1::SyncResponse& x);
outcome<done> check(const v1::TopologyRequest& x);
outcome<done> check(const v1::TopologySnapshot& x);
outcome<done> check(const v1::ServicesRequest& x);
outcome<done> check(const v1::ServiceList& x);
outcome<done> check(const v1::ServiceRequest& x);
outcome<done> check(const v1::ServiceReference& x);
outcome<done> check(const v1::Probe& x);
outcome<done> check(const v1::ProbeAnswer& x);
outcome<done> check(const v1::ProbeHelpRequest& x);
outcome<done> check(const v1::ProbeHelp& x);

template <class Message>
outcome<Message> unpack(const frame& x) {
  using traits = frame_traits<Message>;
  Message result;
  if (auto ok = detail::unpack(x, traits::kind, traits::max_bytes, result); !ok)
    return std::move(ok).error();
  if (auto ok = check(result); !ok)
    return std::move(ok).error();
  return result;
}

} // namespace aegis::wire
