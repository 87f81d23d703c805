// In: plain bytes from tls_stream. Out: checked frames to mesh_broker; the ways
// in and out are in link_receiving.cpp, link_reading.cpp and link_sending.cpp.

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

/// Payloads that take turns may hold up one of maximum size, not more.
std::size_t announced_max_bytes(const limits& x) {
  return 2 * x.payload_max_bytes;
}

/// How long an ended connection may wait for the peer's end.
constexpr std::chrono::milliseconds linger_timeout{1000};

/// Text that the peer gets, at most.
constexpr std::size_t text_max_bytes = 1024;

} // namespace

link::link(caf::io::network::default_multiplexer& backend, setup x)
  : scribe(next_handle()),
    setup_(std::move(x)),
    stream_(backend, setup_.fd, *this),
    guard_({setup_.dialed, setup_.hub->settings().payload_max_bytes,
            setup_.hub->self(), &setup_.hub->exports(),
            [this](const caf::node_id& id) { return bind(id); }}),
    sender_(
      {defaults::transfers_max, announced_max_bytes(setup_.hub->settings())},
      setup_.hub->buffers()),
    receiver_(
      {defaults::transfers_max, announced_max_bytes(setup_.hub->settings())}),
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

// -- ends --------------------------------------------------------------------

void link::breach(const char* reason) {
  sender_.clear(); // nothing more for such a peer, and of it
  readings_.clear();
  refuse({ec::protocol_error, who() + " broke the protocol: " + reason});
  setup_.hub->count(reason);
}

void link::refuse(fault why) {
  if (stream_.is_closing()) {
    stream_.flush(); // what it waited for may be gone
    return;
  }
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
    [self = link_ptr{this}, why] { self->finish_reading(self->explain(why)); });
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
  setup_.hub->timer().cancel(watch_);
  sender_.clear();
  readings_.clear();
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

/// CAF appends frames here, most often one, and then calls `flush`.
std::vector<char>& link::wr_buf() {
  return written_;
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
