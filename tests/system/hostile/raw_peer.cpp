#include "raw_peer.hpp"

#include <caf/io/basp/version.hpp>

#include <boost/test/unit_test.hpp>

namespace aegis::test {

namespace {

constexpr std::size_t head_bytes = 32;

/// Kind, process and host of a node id.
constexpr std::size_t node_id_bytes = 8 + 4 + 20;

template <class T>
T number_at(const std::string& bytes, std::size_t at) {
  std::uint64_t result = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i)
    result = (result << 8) | static_cast<std::uint8_t>(bytes[at + i]);
  return static_cast<T>(result);
}

payload_maker encoded(const raw_id& id) {
  return payload_maker{}.node(id.process, id.host);
}

} // namespace

std::string raw_frame::bytes() const {
  std::string head = payload_maker{}
                       .number(operation)
                       .number(std::uint16_t{0})
                       .number(flags)
                       .number(claimed_size.value_or(
                         static_cast<std::uint32_t>(payload.size())))
                       .number(data)
                       .number(source)
                       .number(dest);
  return head + payload;
}

payload_maker text_message(const std::string& text) {
  return payload_maker{}.message("@<>+@str").text(text);
}

raw_peer::raw_peer(raw_tls tls, std::string name)
  : tls_(std::move(tls)), name_(std::move(name)) {
  // nop
}

bool raw_peer::send(const raw_frame& x, time_point deadline) {
  return tls_.send(x.bytes(), deadline);
}

bool raw_peer::send_hello(const v1::LinkHello& x) {
  raw_frame frame;
  frame.operation = op::hello;
  frame.payload = x.SerializeAsString();
  return send(frame);
}

bool raw_peer::send_hello(const std::string& node_id, std::uint64_t endpoint) {
  v1::LinkHello x;
  x.set_mesh("default");
  x.set_node_id(node_id);
  x.set_protocol_min(1);
  x.set_protocol_max(version_);
  x.set_endpoint_actor(endpoint);
  return send_hello(x);
}

bool raw_peer::send_handshake(const raw_id& id, std::uint8_t flags) {
  id_ = id;
  raw_frame frame;
  frame.operation = op::client_handshake;
  frame.flags = flags;
  frame.payload = encoded(id);
  return send(frame);
}

bool raw_peer::send_server_handshake(const raw_id& id,
                                     const std::string& application) {
  id_ = id;
  raw_frame frame;
  frame.operation = op::server_handshake;
  frame.data = caf::io::basp::version;
  std::string body = payload_maker{}
                       .size(1)
                       .text(application)
                       .number(std::uint64_t{0}) // no actor is published
                       .size(0);
  frame.payload = std::string{encoded(id)} + body;
  return send(frame);
}

void raw_peer::welcome(const raw_id& id) {
  BOOST_REQUIRE(send_hello(name_));
  BOOST_REQUIRE(next(op::hello));
  BOOST_REQUIRE(send_server_handshake(id));
  BOOST_REQUIRE(next(op::client_handshake));
}

void raw_peer::join(const raw_id& id, std::uint64_t endpoint) {
  BOOST_REQUIRE(send_hello(name_, endpoint));
  auto hello = next(op::hello);
  BOOST_REQUIRE(hello);
  v1::LinkHello x;
  BOOST_REQUIRE(x.ParseFromString(hello->payload));
  endpoint_ = x.endpoint_actor();
  auto theirs = next(op::server_handshake);
  BOOST_REQUIRE(theirs);
  BOOST_REQUIRE(theirs->payload.size() > node_id_bytes);
  peer_id_ = theirs->payload.substr(0, node_id_bytes);
  BOOST_REQUIRE(send_handshake(id));
}

std::string raw_peer::id_pair() const {
  return std::string{encoded(id_)} + peer_id_;
}

std::string raw_peer::answer_to(std::uint64_t actor, std::string payload) {
  raw_frame frame;
  frame.operation = op::direct_message;
  frame.data = ++requests_;
  frame.source = 77;
  frame.dest = actor;
  frame.payload = std::move(payload);
  if (!send(frame))
    return "not sent";
  auto deadline = soon();
  while (auto answer = next(op::direct_message, deadline))
    if (mid::answers(answer->data, frame.data))
      return answer->payload;
  return "no answer";
}

std::optional<std::string> raw_peer::ask(std::uint64_t actor,
                                         const std::string& text) {
  auto answer = answer_to(actor, text_message(text));
  std::string head = payload_maker{}.message("@<>+@str");
  if (answer.compare(0, head.size(), head) != 0)
    return std::nullopt;
  return answer.substr(head.size() + 1); // short texts have a size of one byte
}

std::optional<raw_frame> raw_peer::next(time_point deadline) {
  for (;;) {
    if (buffer_.size() >= head_bytes) {
      auto size = number_at<std::uint32_t>(buffer_, 4);
      if (buffer_.size() >= head_bytes + size) {
        raw_frame result;
        result.operation = number_at<std::uint8_t>(buffer_, 0);
        result.flags = number_at<std::uint8_t>(buffer_, 3);
        result.data = number_at<std::uint64_t>(buffer_, 8);
        result.source = number_at<std::uint64_t>(buffer_, 16);
        result.dest = number_at<std::uint64_t>(buffer_, 24);
        result.payload = buffer_.substr(head_bytes, size);
        buffer_.erase(0, head_bytes + size);
        if (result.operation != op::heartbeat)
          return result;
        continue;
      }
    }
    auto what = tls_.receive(buffer_, deadline);
    ended_ = what == raw_tls::outcome::end;
    if (what != raw_tls::outcome::bytes)
      return std::nullopt;
  }
}

std::optional<raw_frame> raw_peer::next(std::uint8_t operation,
                                        time_point deadline) {
  while (auto frame = next(deadline))
    if (frame->operation == operation)
      return frame;
  return std::nullopt;
}

ending raw_peer::end(time_point deadline) {
  ending result;
  while (auto frame = next(deadline)) {
    if (frame->operation != op::refusal)
      continue;
    result.refusal.emplace();
    BOOST_TEST(result.refusal->ParseFromString(frame->payload));
  }
  result.ended = ended_;
  result.alert = tls_.alert();
  return result;
}

} // namespace aegis::test
