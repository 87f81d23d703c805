// In: plain bytes from tls_stream. Out: checked frames to mesh_broker; what
// out is in link_sending.cpp.

#include "transport/link.hpp"

#include "aegis/error.hpp"
#include "pki/trust.hpp"
#include "transport/hub_impl.hpp"
#include "transport/mesh_broker.hpp"

#include <aegis/v1/link.pb.h>

#include <algorithm>
#include <atomic>
#include <utility>

namespace aegis::transport {

namespace {

/// Connection handles are numbers of our own: CAF takes the socket's number,
/// which the system reuses while messages about the old one are under way.
caf::io::connection_handle next_handle() {
  static std::atomic<std::int64_t> last{std::int64_t{1} << 40};
  return caf::io::connection_handle::from_int(++last);
}

/// How long an ended connection may wait for the peer's end.
constexpr std::chrono::milliseconds linger_timeout{1000};

/// Each actor that a peer sends from costs a proxy of some 300 bytes here,
/// until the connection ends; a peer with more than this is ended.
constexpr std::size_t proxies_max = 65'536;

/// From this size on, a payload is gathered where BASP wants it as it comes,
/// and not moved there as a whole at the end.
constexpr std::size_t large_payload_bytes = 64u << 10;

/// A peer must send so much of what it makes us reserve.
constexpr std::size_t growth = 8;

/// Counting proxies takes a lock, so it is done once in so many payload bytes;
/// a handle has 40, a frame itself counts as much.
constexpr std::size_t proxies_check_bytes = 40 * 1024;
constexpr std::size_t handle_bytes = 40;

/// Text of a peer that is shown to people, at most.
constexpr std::size_t text_max_bytes = 1024;

/// Makes a peer's text fit for a line of a log.
std::string one_line(std::string text) {
  text.resize(std::min(text.size(), text_max_bytes));
  for (auto& c : text)
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7F)
      c = '?';
  return text;
}

} // namespace

link::link(caf::io::network::default_multiplexer& backend, setup x)
  : scribe(next_handle()),
    setup_(std::move(x)),
    stream_(backend, setup_.fd, *this),
    guard_({setup_.dialed, setup_.hub->settings().payload_max_bytes,
            setup_.hub->self(), &setup_.hub->exports(),
            [this](const caf::node_id& id) { return bind(id); }}),
    since_(std::chrono::steady_clock::now()) {
  peer_.dialed = setup_.dialed;
  peer_.remote = setup_.remote;
}

link::~link() {
  // nop
}

void link::start(std::unique_ptr<tls_session> session) {
  caf::intrusive_ptr<caf::ref_counted> keep{this};
  if (setup_.dialed) {
    enter(stage::connecting);
    stream_.start_dialed(std::move(session), std::move(keep));
  } else {
    enter(stage::securing);
    stream_.start_accepted(std::move(session), std::move(keep));
  }
}

std::string link::who() const {
  auto& id = peer_.node_id.empty() ? setup_.expected_id : peer_.node_id;
  return id.empty() ? setup_.remote : id + " at " + setup_.remote;
}

/// Moves on and sets the deadline of the new stage.
void link::enter(stage next) {
  auto& timer = setup_.hub->timer();
  auto& settings = setup_.hub->settings();
  timer.cancel(deadline_);
  deadline_ = 0;
  stage_ = next;
  auto expire = [&](std::chrono::milliseconds delay, const char* what) {
    auto text = "no answer from " + who() + " within "
                + std::to_string(delay.count()) + " ms (" + what + ')';
    deadline_ = timer.after(delay, [self = link_ptr{this}, text] {
      self->drop({ec::timed_out, text});
    });
  };
  switch (next) {
    case stage::connecting:
      expire(settings.connect_timeout, "TCP connect");
      break;
    case stage::securing:
      expire(settings.tls_timeout, "TLS handshake");
      break;
    case stage::greeting:
    case stage::joining:
      expire(settings.basp_timeout, "mesh handshake");
      break;
    default:
      break;
  }
}

// -- from the stream ---------------------------------------------------------

void link::on_connected() {
  enter(stage::securing);
}

void link::on_secured() {
  auto verified = setup_.hub->verify(stream_.session().native(),
                                     setup_.expected_id, setup_.remote);
  if (!verified) {
    refuse(verified.error());
    return;
  }
  peer_.node_id = verified->node_id;
  peer_.certificate = verified->certificate;
  enter(stage::greeting);
  send_control(frame_op::link_hello, setup_.hub->hello());
}

void link::on_plain(byte_queue& bytes) {
  hub_impl::batch batch{*setup_.hub};
  while (!stream_.is_closing() && take_frame(bytes))
    ;
  if (stream_.is_closing())
    bytes.clear();
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
  auto verdict = guard_.check_header(header);
  return verdict.what == link_guard::action::pass ? nullptr : verdict.reason;
}

void link::on_frame(const frame_header& header, std::string_view payload) {
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
    default:
      on_basp(header, payload);
  }
}

void link::on_hello(std::string_view payload) {
  v1::LinkHello hello;
  if (!hello.ParseFromArray(payload.data(), static_cast<int>(payload.size()))) {
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
  if (refusal.ParseFromArray(payload.data(), static_cast<int>(payload.size()))
      && !refusal.text().empty()) {
    why.text += ": " + one_line(refusal.text());
    if (static_cast<ec>(refusal.code()) == ec::duplicate_id)
      why.code = ec::duplicate_id;
    if (static_cast<ec>(refusal.code()) == ec::shutting_down)
      why.code = ec::shutting_down;
  }
  end_with_words(std::move(why));
}

void link::on_basp(const frame_header& header, std::string_view payload) {
  auto verdict = guard_.check_incoming(header, payload);
  switch (verdict.what) {
    case link_guard::action::pass:
      break;
    case link_guard::action::swallow:
      setup_.hub->count(verdict.reason);
      return;
    case link_guard::action::bounce:
      setup_.hub->count(verdict.reason);
      bounce(header, verdict);
      return;
    case link_guard::action::close:
      breach(verdict.reason);
      return;
  }
  if (payload.data() != payload_.data())
    payload_.assign(payload.begin(), payload.end());
  auto handed_over = setup_.hub->broker().deliver(hdl(), header, payload_);
  if (payload_habit_.ends_use(payload_.size(), payload_.capacity()))
    std::vector<char>{}.swap(payload_);
  if (!handed_over)
    breach("malformed_basp");
  else if (stage_ == stage::joining)
    after_handshake(header.op);
  else if (has_too_many_proxies(header.payload_bytes))
    breach("too_many_actors");
}

bool link::has_too_many_proxies(std::size_t payload_bytes) {
  unchecked_bytes_ += handle_bytes + payload_bytes;
  if (unchecked_bytes_ < proxies_check_bytes)
    return false;
  unchecked_bytes_ = 0;
  return setup_.hub->broker().proxies().count_proxies(guard_.bound_id())
         > proxies_max;
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

// -- ends --------------------------------------------------------------------

void link::breach(const char* reason) {
  refuse({ec::protocol_error, who() + " broke the protocol: " + reason});
  setup_.hub->count(reason);
}

void link::refuse(fault why) {
  if (stream_.is_closing())
    return;
  v1::LinkRefusal refusal;
  refusal.set_code(static_cast<std::uint32_t>(why.code));
  refusal.set_text(why.text.substr(0, text_max_bytes));
  send_control(frame_op::link_refusal, refusal.SerializeAsString());
  end_with_words(std::move(why));
}

/// Ends once the peer has taken what was said to it, which it may never do.
void link::end_with_words(fault why) {
  end_ = why;
  stream_.finish(std::move(why));
  if (stream_.is_closed())
    return;
  auto& timer = setup_.hub->timer();
  timer.cancel(deadline_);
  deadline_
    = timer.after(setup_.hub->settings().basp_timeout,
                  [self = link_ptr{this}] { self->stream_.abort(self->end_); });
}

void link::drop(fault why) {
  end_ = why;
  stream_.abort(std::move(why));
}

void link::kill(const fault& why) {
  if (!stream_.is_closed()) {
    stream_.flush();
    stream_.session().shutdown();
    stream_.flush();
  }
  stream_.abort(why);
  conclude(why);
}

void link::on_closed(const fault& why) {
  // We may be deep inside a call of the broker: let it return first.
  stream_.backend().post(
    [self = link_ptr{this}, why] { self->conclude(self->explain(why)); });
}

/// Prefers our own reason to what the socket said afterwards.
fault link::explain(fault why) const {
  if (end_.code != ec::internal)
    return end_;
  if (why.text.find(setup_.remote) == why.text.npos)
    why.text = who() + ": " + why.text;
  if (stage_ == stage::greeting && why.code == ec::peer_lost)
    why.code = ec::refused_by_peer;
  return why;
}

/// Tells everybody, once.
void link::conclude(const fault& why) {
  if (stage_ == stage::over)
    return;
  auto was = stage_;
  enter(stage::over);
  if (joined_) {
    setup_.hub->broker().forget(hdl());
    detach(&stream_.backend(), false);
  }
  if (guard_.bound_id())
    setup_.hub->identities().retire(guard_.bound_id());
  setup_.hub->link_is_over(*this, was, why);
  if (!stream_.has_left())
    deadline_ = setup_.hub->timer().after(
      linger_timeout, [self = link_ptr{this}] { self->stream_.leave(); });
}

void link::on_left() {
  setup_.hub->timer().cancel(deadline_);
  setup_.hub->discard(*this);
}

// -- scribe ------------------------------------------------------------------

void link::configure_read(caf::io::receive_policy::config) {
  // nop: frames say how long they are
}

void link::ack_writes(bool) {
  // nop: the broker never asks
}

std::vector<char>& link::wr_buf() {
  return stream_.out();
}

std::vector<char>& link::rd_buf() {
  return unused_rd_buf_;
}

/// The broker closes a connection by itself only when heartbeats stay away.
void link::graceful_shutdown() {
  drop({ec::timed_out, who() + " sent nothing for too long"});
  detach(&stream_.backend(), false);
}

std::string link::addr() const {
  return setup_.remote.substr(0, setup_.remote.rfind(':'));
}

std::uint16_t link::port() const {
  auto parsed = parse_host_port(setup_.remote);
  return parsed ? parsed->port : std::uint16_t{0};
}

void link::add_to_loop() {
  // nop
}

void link::remove_from_loop() {
  // nop: the stream leaves the loop by itself
}

} // namespace aegis::transport
