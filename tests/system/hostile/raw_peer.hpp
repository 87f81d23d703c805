#pragma once

#include "../../unit/transport/payload_maker.hpp"
#include "raw_tls.hpp"

#include <aegis/v1/link.pb.h>

#include <caf/io/basp/message_type.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace aegis::test {

namespace op {

using caf::io::basp::message_type;

constexpr auto server_handshake
  = static_cast<std::uint8_t>(message_type::server_handshake);
constexpr auto client_handshake
  = static_cast<std::uint8_t>(message_type::client_handshake);
constexpr auto direct_message
  = static_cast<std::uint8_t>(message_type::direct_message);
constexpr auto routed_message
  = static_cast<std::uint8_t>(message_type::routed_message);
constexpr auto monitor_message
  = static_cast<std::uint8_t>(message_type::monitor_message);
constexpr auto down_message
  = static_cast<std::uint8_t>(message_type::down_message);
constexpr auto heartbeat = static_cast<std::uint8_t>(message_type::heartbeat);
constexpr std::uint8_t hello = 0xA0;
constexpr std::uint8_t refusal = 0xA1;
constexpr std::uint8_t chunk = 0xA2;
constexpr std::uint8_t credit = 0xA3;

} // namespace op

namespace mid {

constexpr std::uint64_t async = 0x1000000000000000u;
constexpr std::uint64_t response = 0x8000000000000000u;

/// True if `x` answers the request `id`; two bits say how urgent it is.
constexpr bool answers(std::uint64_t x, std::uint64_t id) {
  return (x & response) != 0 && (x & 0x0FFFFFFFFFFFFFFFu) == id;
}

} // namespace mid

/// A frame as it is on the wire, good or bad.
struct raw_frame {
  std::uint8_t operation = 0;
  std::uint8_t flags = 0;
  std::uint64_t data = 0; ///< message id, BASP version
  std::uint64_t source = 0;
  std::uint64_t dest = 0;
  std::string payload;
  std::optional<std::uint32_t> claimed_size; ///< instead of the real one

  std::string bytes() const;
};

/// A BASP node id: process and a host of equal bytes.
struct raw_id {
  std::uint32_t process = 1;
  std::uint8_t host = 0xAB;
};

/// How a connection ended.
struct ending {
  bool ended = false; ///< false: still open at the deadline
  int alert = -1;
  std::optional<v1::LinkRefusal> refusal;
};

/// Somebody who speaks our protocol as he likes, over raw TLS.
class raw_peer {
public:
  using time_point = raw_socket::time_point;

  raw_peer(raw_tls tls, std::string name);

  raw_tls& tls() {
    return tls_;
  }

  /// The highest protocol version of the hellos to come; version 1 at first,
  /// which knows no chunks.
  void speak(std::uint32_t version) {
    version_ = version;
  }

  // -- saying things ---------------------------------------------------------

  bool send(const raw_frame& x, time_point deadline = soon());
  bool send_hello(const std::string& node_id, std::uint64_t endpoint = 1);
  bool send_hello(const v1::LinkHello& x);
  bool send_handshake(const raw_id& id, std::uint8_t flags = 0);

  /// The handshake of the side that was dialed.
  bool send_server_handshake(const raw_id& id, const std::string& application
                                               = "generic-caf-app");

  /// Hello and BASP handshake as an honest dialer does; waits for the other
  /// side's.
  void join(const raw_id& id, std::uint64_t endpoint = 1);

  /// The same as an honest listener does.
  void welcome(const raw_id& id);

  /// Sends a request and waits for its answer.
  /// @returns the text of the answer, nothing if it was none or none came.
  std::optional<std::string> ask(std::uint64_t actor, const std::string& text);

  /// Sends a request with this payload and waits for its answer.
  /// @returns the payload of the answer, "no answer" if none came.
  std::string answer_to(std::uint64_t actor, std::string payload);

  // -- hearing things --------------------------------------------------------

  /// The next frame that is no heartbeat; nothing at the end or deadline.
  std::optional<raw_frame> next(time_point deadline = soon());

  /// The next frame of this kind; others are dropped.
  std::optional<raw_frame> next(std::uint8_t operation,
                                time_point deadline = soon());

  /// Waits for the end of the connection.
  ending end(time_point deadline = soon());

  /// Our id, the peer's id: as they begin the payloads of monitors and downs.
  std::string id_pair() const;

  /// What follows from the peer's handshake, encoded.
  const std::string& peer_id() const {
    return peer_id_;
  }

  /// Actor id of the peer's endpoint, from its hello.
  std::uint64_t endpoint() const {
    return endpoint_;
  }

  const raw_id& id() const {
    return id_;
  }

private:
  raw_tls tls_;
  std::string name_;
  raw_id id_;
  std::string peer_id_;
  std::uint64_t endpoint_ = 0;
  std::uint32_t version_ = 1;
  std::string buffer_;
  bool ended_ = false;
  std::uint64_t requests_ = 0;
};

/// The payload of a message that holds one text.
payload_maker text_message(const std::string& text);

} // namespace aegis::test
