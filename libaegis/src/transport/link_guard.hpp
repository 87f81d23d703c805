#pragma once

#include "aegis/ec.hpp"
#include "transport/basp_frame.hpp"
#include "transport/bytes.hpp"
#include "transport/export_table.hpp"
#include "transport/open_requests.hpp"
#include "transport/payload_survey.hpp"

#include <caf/node_id.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_set>

namespace aegis::transport {

/// Decides, frame by frame, what one peer may say to CAF's BASP broker, which
/// itself trusts whatever it reads.
///
/// The rules: handshakes only in the direction of the connection, always with
/// the same node id, which is bound to the peer's certificate; no routed
/// messages; no named receivers; node ids in payloads are the bound one and
/// ours; requests and one-way messages only to exported actors; responses only
/// to a request that is still open to this peer; none of CAF's system messages,
/// stages or stream ids. See `payload_rules.hpp` for the payload.
///
/// Pure but for the callbacks; not thread-safe.
class link_guard {
public:
  struct setup {
    bool dialed = false; ///< by us, so the peer is the BASP server
    std::size_t payload_max_bytes = 0;
    caf::node_id self;
    const export_table* exports = nullptr;
    /// Binds a node id to the peer's certificate; false if it is taken.
    std::function<bool(const caf::node_id&)> bind;
  };

  enum class action {
    pass,    ///< hand it to CAF
    swallow, ///< drop it, the connection lives
    bounce,  ///< drop it and answer the request with an error
    close,   ///< the peer breaks the protocol: end the connection
  };

  struct verdict {
    action what = action::pass;
    const char* reason = "ok"; ///< for logs and counters
    ec code = ec::none;        ///< for bounces
  };

  explicit link_guard(setup x);

  /// Judges a header before its payload is read, so that nobody makes this
  /// node hold what it would refuse anyway.
  verdict check_header(const frame_header& x) const;

  /// Judges the header of a message that comes in chunks, after `check_header`
  /// and before anything of it is kept: what is not let in anyway.
  verdict check_ahead(const frame_header& x);

  /// Judges a whole frame that came from the peer and whose header passed.
  verdict check_incoming(const frame_header& x, std::string_view payload);

  /// The same for a message that passed `check_ahead` and whose payload was
  /// judged elsewhere.
  verdict check_incoming(const frame_header& x, payload_verdict content);

  /// Judges and remembers a frame that CAF wants to send to the peer. What the
  /// peer would refuse is bounced to who wanted it sent.
  verdict check_outgoing(const frame_header& x, std::string_view payload);

  /// The same for a message whose payload was looked through already.
  verdict check_outgoing(const frame_header& x, const payload_survey& payload);

  /// The CAF node id that the peer uses; none before its handshake.
  const caf::node_id& bound_id() const {
    return bound_;
  }

  /// True if the peer has heard of our actor `x` or may send to it.
  bool knows(std::uint64_t x) const;

  /// Requests that are not answered yet, of either side.
  std::size_t in_flight() const {
    return open_.size() + serving_;
  }

private:
  verdict on_handshake(std::string_view payload);
  verdict on_direct(const frame_header& x, std::string_view payload);
  verdict on_response(const frame_header& x);
  verdict on_request(const frame_header& x);
  verdict on_monitor(const frame_header& x, std::string_view payload);
  verdict on_down(std::string_view payload);
  bool names_us_and_peer(byte_reader& in) const;

  void show(std::uint64_t actor);
  verdict check_outgoing_down(const frame_header& x, std::string_view payload);

  setup setup_;
  std::string self_bytes_; ///< our node id as it is written
  caf::node_id bound_;
  open_requests open_;      ///< of this side
  std::size_t serving_ = 0; ///< requests of the peer
  /// Local actors that the peer has heard of, as senders or in messages.
  std::unordered_set<std::uint64_t> shown_;
};

} // namespace aegis::transport
