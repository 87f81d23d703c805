// The part of a link that receives.
// In: plain bytes from tls_stream. Out: checked frames to mesh_broker.

#include "aegis/defaults.hpp"
#include "core/utf8.hpp"
#include "log/quiet_parse.hpp"
#include "transport/hub_impl.hpp"
#include "transport/link.hpp"
#include "transport/mesh_broker.hpp"
#include "transport/tcp.hpp"

#include <aegis/v1/link.pb.h>

#include <algorithm>
#include <utility>

namespace aegis::transport {

namespace {

/// From this size on, a payload is gathered where BASP wants it as it comes,
/// and not moved there as a whole at the end.
constexpr std::size_t large_payload_bytes = 64u << 10;

/// A peer must send so much of what it makes us reserve.
constexpr std::size_t growth = 8;

/// Text of a peer that is shown to people, at most.
constexpr std::size_t text_max_bytes = 1024;

} // namespace

void link::on_plain(byte_queue& bytes) {
  hub_impl::batch batch{*setup_.hub};
  if (joined_)
    setup_.hub->broker().saw(hdl());
  receiver_.pass();
  while (!is_over() && take_frame(bytes))
    ;
  give_credit();
  if (is_over())
    bytes.clear();
}

/// True if nothing that the peer says matters any more. While the rest of what
/// we have to say waits for its credit, that does.
bool link::is_over() const {
  return stream_.is_closing() && sender_.empty();
}

/// Handles the next frame. @returns false if more has to come first.
bool link::take_frame(byte_queue& bytes) {
  if (gathered_)
    return gather(bytes);
  if (bytes.size() < frame_header::size_bytes)
    return false;
  auto header = frame_header::decode(bytes.data());
  if (auto* reason = objection_to(header)) {
    breach(reason);
    bytes.clear();
    return false;
  }
  auto size = frame_header::size_bytes + header.payload_bytes;
  if (bytes.size() >= size) {
    on_frame(header,
             {bytes.data() + frame_header::size_bytes, header.payload_bytes});
    bytes.consume(size);
    return true;
  }
  if (header.payload_bytes < large_payload_bytes)
    return false;
  gathered_ = header;
  payload_.clear();
  bytes.consume(frame_header::size_bytes);
  return gather(bytes);
}

/// Moves what has come of a large payload. @returns whether that was the rest.
bool link::gather(byte_queue& bytes) {
  auto missing = gathered_->payload_bytes - payload_.size();
  auto n = std::min(missing, bytes.size());
  if (payload_.capacity() < payload_.size() + n)
    payload_.reserve(std::min<std::size_t>(gathered_->payload_bytes,
                                           growth * (payload_.size() + n)));
  payload_.insert(payload_.end(), bytes.data(), bytes.data() + n);
  bytes.consume(n);
  if (n < missing)
    return false;
  auto header = *std::exchange(gathered_, std::nullopt);
  on_frame(header, {payload_.data(), payload_.size()});
  return true;
}

/// Says what is wrong with a header whose payload is still to come.
const char* link::objection_to(const frame_header& header) const {
  auto is_control
    = header.op == frame_op::link_hello || header.op == frame_op::link_refusal;
  if (stage_ == stage::greeting && !is_control)
    return "message_before_hello";
  if (header.op == frame_op::link_chunk)
    if (auto* reason
        = chunks_ ? bulk_receiver::objection_to(header) : "unexpected_chunk")
      return reason;
  auto verdict = guard_.check_header(header);
  return verdict.what == link_guard::action::pass ? nullptr : verdict.reason;
}

void link::on_frame(const frame_header& header, std::string_view payload) {
  if (stream_.is_closing() && header.op != frame_op::link_credit)
    return;
  switch (header.op) {
    case frame_op::link_hello:
      if (stage_ == stage::greeting)
        on_hello(payload);
      else
        breach("repeated_hello");
      break;
    case frame_op::link_refusal:
      on_refusal(payload);
      break;
    case frame_op::link_chunk:
      on_chunk(header, payload);
      break;
    case frame_op::link_credit:
      on_credit(header.operation_data);
      break;
    default:
      if (readings_.must_wait(header))
        let_wait(header, payload);
      else
        on_basp(header, payload);
  }
}

/// Gathers a part of a large frame; the last one completes it.
void link::on_chunk(const frame_header& header, std::string_view bytes) {
  auto transfer = header.operation_data;
  if ((header.flags & frame_header::begin_flag) != 0) {
    if (!begin_transfer(transfer, bytes))
      return;
    bytes.remove_prefix(frame_header::size_bytes);
  }
  auto now = std::chrono::steady_clock::now();
  if (auto* reason = receiver_.append(transfer, bytes, now)) {
    breach(reason);
    return;
  }
  auto whole = receiver_.take(transfer);
  if (!whole)
    return;
  if (whole->is_wanted)
    begin_reading(std::move(*whole));
}

/// @returns false if the connection ends.
bool link::begin_transfer(std::uint64_t transfer, std::string_view bytes) {
  auto header = frame_header::decode(bytes.data());
  auto verdict = guard_.check_header(header);
  auto now = std::chrono::steady_clock::now();
  auto* reason = verdict.what == link_guard::action::pass
                   ? receiver_.begin(transfer, header, now)
                   : verdict.reason;
  if (reason == nullptr) {
    verdict = guard_.check_ahead(header);
    if (verdict.what == link_guard::action::close)
      reason = verdict.reason;
  }
  if (reason != nullptr) {
    breach(reason);
    return false;
  }
  begin_watch();
  if (verdict.what == link_guard::action::pass)
    return true;
  receiver_.ignore(transfer);
  setup_.hub->count(verdict.reason);
  if (verdict.what == link_guard::action::bounce)
    bounce(header, verdict);
  return !stream_.is_closing();
}

/// The peer took what we sent: there is room for more.
void link::on_credit(std::uint64_t total) {
  auto now = std::chrono::steady_clock::now();
  if (sender_.window().taken(total, now, round_trip(stream_.fd())))
    schedule();
  else
    breach("impossible_credit");
}

void link::begin_watch() {
  if (watch_ == 0)
    watch_ = setup_.hub->timer().after(
      setup_.hub->settings().transfer_timeout,
      [self = link_ptr{this}] { self->watch_transfers(); });
}

/// Looks whether what is on its way in chunks gets on, in either direction.
void link::watch_transfers() {
  watch_ = 0;
  if (stream_.is_closing())
    return;
  auto limit = setup_.hub->settings().transfer_timeout;
  auto delay = limit;
  auto oldest = receiver_.oldest();
  if (oldest) {
    auto idle = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - *oldest);
    if (idle <= limit)
      delay = limit - idle + std::chrono::milliseconds{1};
    else if (!is_behind())
      return breach("stalled_transfer");
  }
  auto& window = sender_.window();
  auto waits = window.open_bytes() >= defaults::bulk_credit_bytes;
  if (waits && window.taken() == watched_)
    return breach("missing_credit");
  watched_ = waits ? std::optional{window.taken()} : std::nullopt;
  if (oldest || waits)
    watch_ = setup_.hub->timer().after(
      delay, [self = link_ptr{this}] { self->watch_transfers(); });
}

void link::on_hello(std::string_view payload) {
  v1::LinkHello hello;
  if (!quiet_parse(hello, payload)) {
    breach("malformed_hello");
    return;
  }
  auto admitted = setup_.hub->admit(*this, hello);
  if (!admitted) {
    refuse(admitted.error());
    return;
  }
  if (stage_ != stage::greeting)
    return; // the hub settled it by another link
  endpoint_actor_ = hello.endpoint_actor();
  joined_ = true;
  enter(stage::joining);
  setup_.hub->broker().join(*this);
}

void link::on_refusal(std::string_view payload) {
  v1::LinkRefusal refusal;
  fault why{ec::refused_by_peer, who() + " refused us"};
  if (quiet_parse(refusal, payload) && !refusal.text().empty()) {
    why.text += ": " + core::printable_utf8(refusal.text(), text_max_bytes);
    if (static_cast<ec>(refusal.code()) == ec::duplicate_id)
      why.code = ec::duplicate_id;
    if (static_cast<ec>(refusal.code()) == ec::shutting_down)
      why.code = ec::shutting_down;
  }
  sender_.clear(); // it does not listen any more
  end_with_words(std::move(why));
}

void link::on_basp(const frame_header& header, std::string_view payload) {
  if (!passes(header, guard_.check_incoming(header, payload)))
    return;
  messages_ += header.op == frame_op::direct_message ? 1 : 0;
  auto result = setup_.hub->broker().deliver(*this, header, payload);
  auto gathered = payload.data() == payload_.data() ? payload.size() : 0;
  if (payload_habit_.ends_use(gathered, payload_.capacity()))
    std::vector<char>{}.swap(payload_);
  settle(header, result);
}

/// Does what the guard says of a frame that may not pass.
bool link::passes(const frame_header& header,
                  const link_guard::verdict& verdict) {
  switch (verdict.what) {
    case link_guard::action::pass:
      return true;
    case link_guard::action::swallow:
      setup_.hub->count(verdict.reason);
      return false;
    case link_guard::action::bounce:
      setup_.hub->count(verdict.reason);
      bounce(header, verdict);
      return false;
    case link_guard::action::close:
      breach(verdict.reason);
      return false;
  }
  return false;
}

/// Does what follows from the broker's result.
void link::settle(const frame_header& header, delivery result) {
  if (result == delivery::refused)
    breach("malformed_basp");
  else if (result == delivery::too_many_actors)
    breach("too_many_actors");
  else if (result != delivery::done)
    not_delivered(header, result);
  else if (stage_ == stage::joining)
    after_handshake(header.op);
}

/// Answers a request that reached nobody.
void link::not_delivered(const frame_header& header, delivery why) {
  link_guard::verdict verdict{link_guard::action::bounce, "malformed_message",
                              ec::malformed_message};
  if (why == delivery::no_receiver)
    verdict = {link_guard::action::bounce, "no_such_actor", ec::peer_lost};
  if (why == delivery::foreign_handle)
    verdict
      = {link_guard::action::bounce, "foreign_handle", ec::not_authorized};
  setup_.hub->count(verdict.reason);
  if (message_bits{header.operation_data}.is_request())
    bounce(header, verdict);
}

void link::after_handshake(frame_op op) {
  auto expected
    = setup_.dialed ? frame_op::server_handshake : frame_op::client_handshake;
  if (op != expected || stream_.is_closing())
    return;
  enter(stage::up);
  since_ = std::chrono::steady_clock::now();
  peer_.basp_id = guard_.bound_id();
  peer_.endpoint = caf::actor_cast<caf::actor>(
    setup_.hub->broker().proxy(peer_.basp_id, endpoint_actor_));
  setup_.hub->link_is_up(*this);
}

bool link::bind(const caf::node_id& id) {
  return setup_.hub->identities().bind(
    id, caller{peer_.node_id, peer_.certificate, false});
}

} // namespace aegis::transport
