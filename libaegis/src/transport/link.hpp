#pragma once

#include "transport/bulk_receiver.hpp"
#include "transport/bulk_sender.hpp"
#include "transport/deadline_timer.hpp"
#include "transport/hub.hpp"
#include "transport/link_guard.hpp"
#include "transport/log_budget.hpp"
#include "transport/reading_queue.hpp"
#include "transport/tls_stream.hpp"

#include <caf/io/scribe.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace aegis::transport {

class hub_impl;
class parcel;
enum class delivery;

/// One connection to a peer, from its TCP socket to its end: TLS handshake,
/// check of the peer's certificate, hellos, BASP handshake, then frames. To
/// CAF's BASP broker, which it joins after the hellos, it is a scribe.
///
/// Owned by the hub until it has left the multiplexer. For the I/O thread only.
class link final : public caf::io::scribe, private tls_stream::owner {
public:
  struct setup {
    hub_impl* hub = nullptr;
    int fd = -1;
    std::string remote; ///< `host:port`
    // only if dialed:
    bool dialed = false;
    std::string expected_id;
    dial_callback done;
  };

  enum class stage {
    connecting, ///< TCP
    securing,   ///< TLS
    greeting,   ///< hellos are on their way
    joining,    ///< BASP handshakes are on their way
    up,
    over,
  };

  link(caf::io::network::default_multiplexer& backend, setup x);

  ~link() override;

  /// Begins; `session` is fresh.
  void start(std::unique_ptr<tls_session> session);

  // -- what the hub knows of it ----------------------------------------------

  stage at() const {
    return stage_;
  }

  /// True if it is up and not about to end.
  bool is_up() const {
    return stage_ == stage::up && !stream_.is_closing();
  }

  /// True if it is closed, and at most waits for messages that are being read.
  bool has_ended() const {
    return closed_.has_value();
  }

  bool dialed() const {
    return setup_.dialed;
  }

  const std::string& expected_id() const {
    return setup_.expected_id;
  }

  const std::string& remote() const {
    return setup_.remote;
  }

  /// Filled in step by step; whole once `at() == stage::up`.
  const peer_link& peer() const {
    return peer_;
  }

  std::chrono::steady_clock::time_point since() const {
    return since_;
  }

  /// The highest version of the protocol that both sides speak.
  void use_protocol(std::uint32_t version) {
    chunks_ = version >= protocol_chunks;
  }

  /// Bytes that wait to be sent.
  std::size_t backlog_bytes() const {
    return stream_.backlog_bytes() + sender_.waiting_bytes();
  }

  /// Requests that are not answered yet, of either side.
  std::size_t in_flight() const {
    return guard_.in_flight();
  }

  /// Messages that came and went, heartbeats apart.
  std::uint64_t messages() const {
    return messages_;
  }

  // -- what the broker asks while it reads ------------------------------------

  /// True if the peer was told of our actor `x`, or may send to it.
  bool may_name(caf::actor_id x) const {
    return guard_.knows(x);
  }

  /// The BASP id of the peer; none before its handshake.
  const caf::node_id& bound_id() const {
    return guard_.bound_id();
  }

  /// Proxies that the peer may make before they are counted again.
  std::size_t& proxies_room() {
    return proxies_room_;
  }

  // -- what the hub does to it -----------------------------------------------

  /// Tells the peer why, then ends.
  void refuse(fault why);

  /// Ends at once.
  void drop(fault why);

  /// Sends a message, or says why not to who sent it.
  void send(parcel& x);

  /// Ends with the multiplexer: nothing of it stays in the loop.
  void kill(const fault& why);

  /// Resolves a dial by another link to the same node.
  dial_callback take_callback() {
    return std::move(setup_.done);
  }

  /// Sends what gathered since the last call.
  void send_now();

  // -- scribe ----------------------------------------------------------------

  void configure_read(caf::io::receive_policy::config) override;
  void ack_writes(bool) override;
  std::vector<char>& wr_buf() override;
  std::vector<char>& rd_buf() override;
  void graceful_shutdown() override;
  void flush() override;
  std::string addr() const override;
  std::uint16_t port() const override;
  void add_to_loop() override;
  void remove_from_loop() override;

private:
  // -- from the stream -------------------------------------------------------
  void on_connected() override;
  void on_secured() override;
  void on_plain(byte_queue& bytes) override;
  std::size_t piece_of(std::string_view out, std::size_t most) const override {
    return whole_frames(out, most);
  }
  std::string_view next_bulk(std::uint64_t place) override;
  bool has_bulk() const override {
    return !sender_.empty();
  }
  void on_closed(const fault& why) override;
  void on_left() override;

  void enter(stage next);
  bool is_over() const;
  bool take_frame(byte_queue& bytes);
  bool gather(byte_queue& bytes);
  const char* objection_to(const frame_header& header) const;
  void on_frame(const frame_header& header, std::string_view payload);
  void on_hello(std::string_view payload);
  void on_refusal(std::string_view payload);
  void on_basp(const frame_header& header, std::string_view payload);
  void on_chunk(const frame_header& header, std::string_view bytes);
  bool begin_transfer(std::uint64_t transfer, std::string_view bytes);
  void begin_reading(bulk_receiver::frame whole);
  void on_large(large_message& x);
  void take_read();
  void let_wait(const frame_header& header, std::string_view payload);
  bool is_behind() const;
  void give_credit();
  void finish_reading(fault why);
  bool passes(const frame_header& header, const link_guard::verdict& verdict);
  void settle(const frame_header& header, delivery result);
  void on_credit(std::uint64_t total);
  void send_credit(std::uint64_t total);
  void schedule();
  void begin_watch();
  void watch_transfers();
  void not_delivered(const frame_header& header, delivery why);
  void after_handshake(frame_op op);
  void bounce(const frame_header& header, const link_guard::verdict& why);
  void bounce_own(const frame_header& header, const caf::node_id& origin,
                  const link_guard::verdict& why);
  caf::node_id origin_of(const frame_header& header,
                         std::string_view payload) const;
  void end_with_words(fault why);
  void breach(const char* reason);
  void sort_outgoing();
  bool is_bulk(const frame_header& header) const;
  link_guard::verdict room_for(const frame_header& header) const;
  void send_frame(const frame_header& header, std::string_view frame);
  void check_backlog();
  void log_loss(const frame_header& header, const link_guard::verdict& why);
  void send_control(frame_op op, const std::string& payload);
  void conclude(const fault& why);
  bool bind(const caf::node_id& id);
  fault explain(fault why) const;
  std::string who() const;

  setup setup_;
  tls_stream stream_;
  link_guard guard_;
  bulk_sender sender_;
  bulk_receiver receiver_;
  reading_queue readings_;
  std::optional<fault> closed_; ///< why, while `readings_` holds something
  stage stage_ = stage::connecting;
  peer_link peer_;
  std::uint64_t endpoint_actor_ = 0;
  std::chrono::steady_clock::time_point since_;
  deadline_timer::ticket deadline_ = 0;
  std::size_t proxies_room_ = 0; ///< what the peer may make at least
  std::uint64_t messages_ = 0;
  bool dirty_ = false;
  bool joined_ = false;       ///< the broker knows us
  fault end_;                 ///< why we ended it, if we did
  bool chunks_ = false;       ///< the peer takes chunks
  std::vector<char> written_; ///< by CAF, not looked at yet
  memory_habit written_habit_;
  std::optional<std::uint64_t> watched_; ///< credit at the last look
  log_budget losses_;
  deadline_timer::ticket watch_ = 0; ///< of what `receiver_` gathers
  std::vector<char> payload_;
  std::optional<frame_header> gathered_; ///< whose payload_ is incomplete
  memory_habit payload_habit_;
  std::vector<char> unused_rd_buf_;
};

using link_ptr = caf::intrusive_ptr<link>;

} // namespace aegis::transport
