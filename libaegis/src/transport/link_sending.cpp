// The part of a link that sends.
// In: parcels from mesh_broker, frames that CAF's BASP broker wrote. Out: bytes
// to tls_stream, errors to those whose frames may not leave.

#include "aegis/defaults.hpp"
#include "aegis/error.hpp"
#include "log/log.hpp"
#include "transport/hub_impl.hpp"
#include "transport/link.hpp"
#include "transport/mesh_broker.hpp"
#include "transport/node_id_reader.hpp"
#include "transport/parcel.hpp"
#include "transport/refusal.hpp"

#include <caf/actor_registry.hpp>
#include <caf/actor_system.hpp>

#include <algorithm>
#include <utility>

namespace aegis::transport {

namespace {

/// Requests and one-way messages may fill this part of what may be unsent: at
/// 100 MB/s what comes last waits for a sixth of a second, and so does a probe.
constexpr std::size_t flood_share = 16;

} // namespace

void link::send_control(frame_op op, const std::string& payload) {
  sort_outgoing();
  frame_header header;
  header.op = op;
  header.payload_bytes = static_cast<std::uint32_t>(payload.size());
  std::string frame(frame_header::size_bytes, '\0');
  header.encode(frame.data());
  frame += payload;
  if (sender_.empty()) {
    auto& out = stream_.out();
    out.insert(out.end(), frame.begin(), frame.end());
  } else {
    sender_.push_barrier(frame);
  }
  stream_.flush();
}

/// Looks at the frames that CAF wrote since the last call and gives each its
/// way.
void link::sort_outgoing() {
  // What is bounced may be answered through `written_`, and come back here.
  std::vector<char> batch;
  batch.swap(written_);
  std::string_view rest{batch.data(), batch.size()};
  while (rest.size() >= frame_header::size_bytes) {
    auto header = frame_header::decode(rest.data());
    auto frame
      = rest.substr(0, frame_header::size_bytes + header.payload_bytes);
    auto payload = frame.substr(frame_header::size_bytes);
    rest.remove_prefix(frame.size());
    auto verdict = room_for(header);
    if (verdict.what == link_guard::action::pass)
      verdict = guard_.check_outgoing(header, payload);
    if (verdict.what == link_guard::action::pass)
      send_frame(header, frame);
    else
      bounce_own(header, origin_of(header, payload), verdict);
  }
  if (!written_.empty()
      || written_habit_.ends_use(batch.size(), batch.capacity()))
    return;
  batch.clear();
  batch.swap(written_);
}

bool link::is_bulk(const frame_header& header) const {
  return chunks_ && header.op == frame_op::direct_message
         && header.payload_bytes > defaults::chunk_min_bytes;
}

/// Whether what waits already leaves room for a frame.
link_guard::verdict link::room_for(const frame_header& header) const {
  auto& limits = setup_.hub->settings();
  auto most
    = std::min(limits.bulk_backlog_max_bytes, limits.backlog_max_bytes / 2);
  if (is_bulk(header) && sender_.waiting_bytes() > most)
    return {link_guard::action::bounce, "bulk_backlog", ec::overloaded};
  // Questions of nodes to each other always go, else a flood of messages would
  // make the peer look dead; and so do answers, whose number the peer decides.
  if (header.op == frame_op::direct_message
      && header.dest_actor != endpoint_actor_
      && !message_bits{header.operation_data}.is_response()
      && stream_.backlog_bytes() > limits.backlog_max_bytes / flood_share)
    return {link_guard::action::bounce, "backlog", ec::overloaded};
  return {};
}

void link::send(parcel& x) {
  if (stream_.is_closing()) {
    aegis::transport::refuse(x, ec::peer_lost,
                             "the connection to " + who() + " ends");
    return;
  }
  sort_outgoing(); // what CAF wrote before
  auto verdict = room_for(x.header);
  if (verdict.what == link_guard::action::pass)
    verdict = guard_.check_outgoing(x.header, x.survey);
  if (verdict.what != link_guard::action::pass) {
    bounce_own(x.header, setup_.hub->self(), verdict);
    return;
  }
  if (is_bulk(x.header)) {
    ++messages_;
    sender_.push_large(x.header, std::move(x.bytes), stream_.end_of_out());
  } else {
    send_frame(x.header, x.frame());
    setup_.hub->buffers().pass();
  }
  check_backlog();
}

/// Sends a frame, or lets it wait for those that it must not overtake.
void link::send_frame(const frame_header& header, std::string_view frame) {
  messages_ += header.op == frame_op::direct_message ? 1 : 0;
  if (!sender_.must_wait(header)) {
    auto& out = stream_.out();
    out.insert(out.end(), frame.begin(), frame.end());
  } else if (header.op == frame_op::down_message) {
    sender_.push_barrier(frame);
  } else {
    sender_.push_small(header, frame, stream_.end_of_out());
  }
}

std::string_view link::next_bulk(std::uint64_t place) {
  auto result = sender_.next(place);
  sender_.take_due(stream_.out());
  if (!result.empty())
    begin_watch();
  return result;
}

void link::flush() {
  if (stream_.is_closing()) {
    written_.clear(); // nothing follows the last words
    return;
  }
  sort_outgoing();
  check_backlog();
}

/// Goes on sending, unless the peer has not read for too long.
void link::check_backlog() {
  auto most = setup_.hub->settings().backlog_max_bytes;
  if (backlog_bytes() <= most)
    schedule();
  else
    drop({ec::overloaded, who() + " does not read: more than "
                            + std::to_string(most) + " bytes wait"});
}

/// Sends what there is at the end of the batch.
void link::schedule() {
  if (dirty_)
    return;
  dirty_ = true;
  setup_.hub->to_send(*this);
}

void link::send_credit(std::uint64_t total) {
  if (stream_.is_closing())
    return;
  frame_header header;
  header.op = frame_op::link_credit;
  header.operation_data = total;
  char frame[frame_header::size_bytes];
  header.encode(frame);
  auto& out = stream_.out();
  out.insert(out.end(), frame, frame + sizeof(frame));
  schedule();
}

void link::send_now() {
  dirty_ = false;
  stream_.flush();
}

/// Answers a request of the peer with an error.
void link::bounce(const frame_header& header, const link_guard::verdict& why) {
  setup_.hub->broker().answer(
    *this, header,
    make_refusal(why.code, std::string{why.reason} + ": actor "
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
/// answer, to whoever asked if it is a request, which nobody has seen then.
void link::bounce_own(const frame_header& header, const caf::node_id& origin,
                      const link_guard::verdict& why) {
  setup_.hub->count(why.reason);
  if (header.op == frame_op::down_message) {
    setup_.hub->broker().report_death(*this, header.source_actor);
    return;
  }
  message_bits mid{header.operation_data};
  auto text = std::string{why.reason} + ": "
              + std::to_string(header.payload_bytes) + " bytes for " + who();
  if (mid.is_response() && origin == setup_.hub->self()) {
    frame_header request = header;
    request.source_actor = header.dest_actor;
    setup_.hub->broker().answer(*this, request, make_error(why.code, text));
  } else if (mid.is_request()) {
    auto sender = origin == setup_.hub->self()
                    ? setup_.hub->system().registry().get(header.source_actor)
                    : setup_.hub->broker().proxy(origin, header.source_actor);
    if (sender)
      sender->enqueue(nullptr, caf::message_id{mid.response_value()},
                      caf::make_message(make_refusal(why.code, text)), nullptr);
  } else {
    log_loss(header, why);
  }
}

/// A one-way message has nobody to be told.
void link::log_loss(const frame_header& header,
                    const link_guard::verdict& why) {
  auto denied = losses_.take(std::chrono::steady_clock::now());
  if (!denied)
    return;
  auto others = *denied > 0 ? ", after " + std::to_string(*denied) + " others"
                            : std::string{};
  log().warn("node '{}': a one-way message of {} bytes to {} is lost{}: {}",
             setup_.hub->node_id(), header.payload_bytes, who(), others,
             why.reason);
}

} // namespace aegis::transport
