// In: frames from link, both ways. Out: a verdict for each.

#include "transport/link_guard.hpp"

#include "transport/bytes.hpp"
#include "transport/content_rules.hpp"
#include "transport/node_id_reader.hpp"
#include "transport/payload_rules.hpp"

#include <caf/atom.hpp>

namespace aegis::transport {

namespace {

using verdict = link_guard::verdict;
using action = link_guard::action;

/// A handshake names a node, application ids and an interface.
constexpr std::size_t handshake_max_bytes = 64u << 10;

/// Hello and refusal, see proto/aegis/v1/link.proto.
constexpr std::size_t control_max_bytes = 4u << 10;

/// Actors that a peer is told of as senders, at most; monitoring of further
/// ones is ignored.
constexpr std::size_t shown_max = 65'536;

constexpr verdict pass{};

constexpr verdict close(const char* reason) {
  return {action::close, reason, ec::protocol_error};
}

constexpr verdict swallow(const char* reason) {
  return {action::swallow, reason, ec::none};
}

} // namespace

link_guard::link_guard(setup x)
  : setup_(std::move(x)), self_bytes_(write_node_id(setup_.self)) {
  // nop
}

bool link_guard::knows(std::uint64_t x) const {
  return shown_.count(x) > 0
         || setup_.exports->of(x) != export_table::standing::never;
}

void link_guard::show(std::uint64_t actor) {
  if (actor != 0 && shown_.size() < shown_max)
    shown_.insert(actor);
}

verdict link_guard::check_header(const frame_header& x) const {
  switch (x.op) {
    case frame_op::server_handshake:
    case frame_op::client_handshake:
      if ((x.op == frame_op::server_handshake) != setup_.dialed)
        return close("handshake_direction");
      return x.payload_bytes <= handshake_max_bytes
               ? pass
               : close("payload_too_large");
    case frame_op::link_hello:
    case frame_op::link_refusal:
      return x.payload_bytes <= control_max_bytes ? pass
                                                  : close("payload_too_large");
    case frame_op::direct_message:
      if (!bound_)
        return close("message_before_handshake");
      return x.payload_bytes <= setup_.payload_max_bytes
               ? pass
               : close("payload_too_large");
    case frame_op::monitor_message:
    case frame_op::down_message:
      if (!bound_)
        return close("message_before_handshake");
      return x.payload_bytes <= handshake_max_bytes
               ? pass
               : close("payload_too_large");
    case frame_op::heartbeat:
      return x.payload_bytes == 0 ? pass : close("malformed_frame");
    case frame_op::link_credit:
      return x.payload_bytes == 0 ? pass : close("malformed_frame");
    case frame_op::link_chunk:
      return bound_ ? pass : close("message_before_handshake");
    case frame_op::routed_message:
      return close("routed_message");
  }
  return close("unknown_frame");
}

verdict link_guard::check_ahead(const frame_header& x) {
  message_bits mid{x.operation_data};
  if (mid.is_stream())
    return close("stream_message");
  if ((x.flags & frame_header::named_receiver_flag) != 0)
    return close("named_receiver");
  if (x.dest_actor == 0)
    return close("malformed_frame");
  if (mid.is_response())
    return open_.is_open(x.dest_actor, mid.request())
             ? pass
             : swallow("response_without_request");
  return setup_.exports->of(x.dest_actor) == export_table::standing::exported
           ? pass
           : on_request(x);
}

verdict link_guard::check_incoming(const frame_header& x,
                                   std::string_view payload) {
  switch (x.op) {
    case frame_op::server_handshake:
    case frame_op::client_handshake:
      return on_handshake(payload);
    case frame_op::heartbeat:
      return pass;
    case frame_op::direct_message:
      return on_direct(x, payload);
    case frame_op::monitor_message:
      return on_monitor(x, payload);
    case frame_op::down_message:
      return on_down(payload);
    default:
      return close("unexpected_frame");
  }
}

verdict link_guard::on_handshake(std::string_view payload) {
  byte_reader in{payload};
  auto id = read_node_id(in);
  if (!id)
    return close("malformed_handshake");
  if (*id == setup_.self)
    return close("own_node_id");
  if (bound_)
    return *id == bound_ ? pass : close("node_id_changed");
  if (!setup_.bind(*id))
    return close("node_id_taken");
  bound_ = std::move(*id);
  return pass;
}

verdict link_guard::on_direct(const frame_header& x, std::string_view payload) {
  message_bits mid{x.operation_data};
  if (mid.is_stream())
    return close("stream_message");
  if ((x.flags & frame_header::named_receiver_flag) != 0) {
    // CAF greets each new node this way
    auto greeting = static_cast<std::uint64_t>(caf::atom("SpawnServ"));
    return x.dest_actor == greeting ? swallow("spawn_server_greeting")
                                    : close("named_receiver");
  }
  if (x.dest_actor == 0 || payload.empty())
    return close("malformed_frame");
  return check_incoming(x, judge_payload(payload, mid.is_response()));
}

verdict link_guard::check_incoming(const frame_header& x,
                                   payload_verdict content) {
  if (content != payload_verdict::ok)
    return close(to_string(content));
  return message_bits{x.operation_data}.is_response() ? on_response(x)
                                                      : on_request(x);
}

verdict link_guard::on_response(const frame_header& x) {
  return open_.answered(x.dest_actor, message_bits{x.operation_data}.request())
           ? pass
           : swallow("response_without_request");
}

verdict link_guard::on_request(const frame_header& x) {
  auto standing = setup_.exports->of(x.dest_actor);
  // Refused ones are answered as well.
  if (message_bits{x.operation_data}.is_request())
    ++serving_;
  if (standing == export_table::standing::exported)
    return pass;
  auto withdrawn = standing == export_table::standing::withdrawn;
  if (!message_bits{x.operation_data}.is_request())
    return swallow(withdrawn ? "withdrawn_actor" : "unexported_actor");
  if (withdrawn)
    return {action::bounce, "withdrawn_actor", ec::peer_lost};
  return {action::bounce, "unexported_actor", ec::not_authorized};
}

/// Reads two ids.
bool link_guard::names_us_and_peer(byte_reader& in) const {
  auto source = read_node_id(in);
  auto dest = read_node_id(in);
  return source && dest && *source == bound_ && *dest == setup_.self;
}

verdict link_guard::on_monitor(const frame_header& x,
                               std::string_view payload) {
  byte_reader in{payload};
  if (!names_us_and_peer(in))
    return close("foreign_monitor");
  return knows(x.dest_actor) ? pass : swallow("monitor_of_unknown_actor");
}

verdict link_guard::on_down(std::string_view payload) {
  byte_reader in{payload};
  if (!names_us_and_peer(in))
    return close("foreign_down");
  auto reason = judge_content(in.rest());
  return reason == payload_verdict::ok ? pass : close(to_string(reason));
}

/// The peer forgets an actor of ours that ended; what it ended with may be
/// anything.
verdict link_guard::check_outgoing_down(const frame_header& x,
                                        std::string_view payload) {
  shown_.erase(x.source_actor);
  byte_reader in{payload};
  if (payload.size() > handshake_max_bytes || !read_node_id(in)
      || !read_node_id(in) || judge_content(in.rest()) != payload_verdict::ok)
    return {action::bounce, "reason_of_death", ec::unsupported};
  return pass;
}

verdict link_guard::check_outgoing(const frame_header& x,
                                   std::string_view payload) {
  if (x.op == frame_op::routed_message)
    return {action::bounce, "routed_message", ec::unsupported};
  if (x.op == frame_op::down_message)
    return check_outgoing_down(x, payload);
  if (x.op != frame_op::direct_message)
    return pass;
  return check_outgoing(
    x,
    survey(payload, message_bits{x.operation_data}.is_response(), self_bytes_));
}

verdict link_guard::check_outgoing(const frame_header& x,
                                   const payload_survey& payload) {
  message_bits mid{x.operation_data};
  if (payload.bytes > setup_.payload_max_bytes)
    return {action::bounce, "payload_too_large", ec::payload_too_large};
  if (payload.content != payload_verdict::ok)
    return {action::bounce, to_string(payload.content), ec::unsupported};
  if (mid.is_stream())
    return {action::bounce, "stream_message", ec::unsupported};
  if ((x.flags & frame_header::named_receiver_flag) != 0)
    return {action::bounce, "named_receiver", ec::unsupported};
  show(x.source_actor);
  for (auto actor : payload.named)
    show(actor);
  if (mid.is_request())
    open_.opened(x.source_actor, mid.request());
  else if (mid.is_response() && serving_ > 0)
    --serving_;
  return pass;
}

} // namespace aegis::transport
