// The part of a link that sends.
// In: frames of CAF's BASP broker from mesh_broker. Out: bytes to tls_stream,
// errors to those whose frames may not leave.

#include "aegis/error.hpp"
#include "transport/hub_impl.hpp"
#include "transport/link.hpp"
#include "transport/mesh_broker.hpp"
#include "transport/node_id_reader.hpp"

#include <caf/actor_registry.hpp>
#include <caf/actor_system.hpp>

namespace aegis::transport {

void link::send_control(frame_op op, const std::string& payload) {
  approve_outgoing();
  frame_header header;
  header.op = op;
  header.payload_bytes = static_cast<std::uint32_t>(payload.size());
  char head[frame_header::size_bytes];
  header.encode(head);
  auto& out = stream_.out();
  out.insert(out.end(), head, head + sizeof(head));
  out.insert(out.end(), payload.begin(), payload.end());
  stream_.approve(out.size());
  stream_.flush();
}

/// Looks at the frames that CAF wrote since the last call.
void link::approve_outgoing() {
  auto& out = stream_.out();
  while (out.size() - stream_.approved() >= frame_header::size_bytes) {
    auto at = stream_.approved();
    auto header = frame_header::decode(out.data() + at);
    auto size = frame_header::size_bytes + header.payload_bytes;
    std::string_view payload{out.data() + at + frame_header::size_bytes,
                             header.payload_bytes};
    auto verdict = guard_.check_outgoing(header, payload);
    if (verdict.what == link_guard::action::pass) {
      stream_.approve(at + size);
      continue;
    }
    auto origin = origin_of(header, payload);
    auto first = out.begin() + static_cast<std::ptrdiff_t>(at);
    out.erase(first, first + static_cast<std::ptrdiff_t>(size));
    bounce_own(header, origin, verdict);
  }
}

void link::flush() {
  if (stream_.is_closing()) {
    stream_.out().resize(stream_.approved()); // nothing follows the last words
    return;
  }
  approve_outgoing();
  if (stream_.backlog_bytes() > setup_.hub->settings().backlog_max_bytes) {
    drop({ec::overloaded,
          who() + " does not read: more than "
            + std::to_string(setup_.hub->settings().backlog_max_bytes)
            + " bytes wait"});
    return;
  }
  if (!dirty_) {
    dirty_ = true;
    setup_.hub->to_send(*this);
  }
}

void link::send_now() {
  dirty_ = false;
  stream_.flush();
}

/// Answers a request of the peer with an error.
void link::bounce(const frame_header& header, const link_guard::verdict& why) {
  setup_.hub->broker().answer(
    *this, header,
    make_error(why.code, std::string{why.reason} + ": actor "
                           + std::to_string(header.dest_actor) + " of node "
                           + setup_.hub->node_id()));
}

/// The node of the actor that a frame of ours comes from.
caf::node_id link::origin_of(const frame_header& header,
                             std::string_view payload) const {
  byte_reader in{payload};
  auto named
    = header.op == frame_op::routed_message ? read_node_id(in) : std::nullopt;
  return named.value_or(setup_.hub->self());
}

/// Says that a frame of ours may not leave this node: to the peer if it is an
/// answer, to whoever asked if it is a request.
void link::bounce_own(const frame_header& header, const caf::node_id& origin,
                      const link_guard::verdict& why) {
  setup_.hub->count(why.reason);
  if (header.op == frame_op::down_message) {
    setup_.hub->broker().report_death(*this, header.source_actor);
    return;
  }
  message_bits mid{header.operation_data};
  auto error = make_error(why.code, std::string{why.reason} + ": "
                                      + std::to_string(header.payload_bytes)
                                      + " bytes for " + who());
  if (mid.is_response() && origin == setup_.hub->self()) {
    frame_header request = header;
    request.source_actor = header.dest_actor;
    setup_.hub->broker().answer(*this, request, error);
  } else if (mid.is_request()) {
    auto sender = origin == setup_.hub->self()
                    ? setup_.hub->system().registry().get(header.source_actor)
                    : setup_.hub->broker().proxy(origin, header.source_actor);
    if (sender)
      sender->enqueue(nullptr, caf::message_id{mid.response_value()},
                      caf::make_message(std::move(error)), nullptr);
  }
}

} // namespace aegis::transport
