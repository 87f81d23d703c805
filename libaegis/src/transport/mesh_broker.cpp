// In: frames from link, messages from proxies. Out: messages into the mailboxes
// of local actors, frames into the buffers of links.

#include "transport/mesh_broker.hpp"

#include "transport/careful_deserializer.hpp"
#include "transport/hub_impl.hpp"
#include "transport/link.hpp"
#include "transport/mesh_middleman.hpp"

#include <caf/actor_registry.hpp>
#include <caf/actor_system.hpp>
#include <caf/binary_serializer.hpp>
#include <caf/io/middleman.hpp>

#include <exception>
#include <utility>
#include <vector>

namespace aegis::transport {

namespace {

/// The node whose message is being read in this thread. CAF keeps the same in a
/// variable that is out of reach.
thread_local caf::node_id last_hop;

/// Reads by `f`, whatever the bytes are.
template <class F>
bool read(caf::execution_unit* ctx, std::string_view bytes, F f) {
  careful_deserializer source{ctx, bytes};
  try {
    return !f(source);
  } catch (const std::exception&) { // of a type's own `inspect`
    return false;
  }
}

} // namespace

mesh_broker::mesh_broker(caf::actor_config& cfg) : super(cfg) {
  // nop
}

hub_impl& mesh_broker::hub() {
  return static_cast<mesh_middleman&>(system().middleman()).hub();
}

bool mesh_broker::is_member(const caf::node_id& node) {
  return hub().identities().live(node);
}

void mesh_broker::join(link& x) {
  context(&super::super::backend());
  add_scribe(caf::io::scribe_ptr{&x});
  set_context(x.hdl());
  if (x.dialed())
    instance.write_client_handshake(context(), get_buffer(x.hdl()));
  else
    instance.write_server_handshake(context(), get_buffer(x.hdl()), caf::none);
  flush(x.hdl());
}

delivery mesh_broker::deliver(caf::io::connection_handle hdl,
                              const frame_header& header,
                              std::string_view payload) {
  if (getf(is_terminated_flag | is_shutting_down_flag))
    return delivery::refused;
  context(&super::super::backend());
  context()->proxy_registry_ptr(&instance.proxies());
  set_context(hdl);
  auto from = instance.tbl().lookup_direct(hdl);
  set_last_hop(&from);
  auto result = header.op == frame_op::direct_message
                  ? deliver_message(from, header, payload)
                : header.op == frame_op::down_message
                  ? deliver_down(from, header, payload)
                  : deliver_other(hdl, header, payload);
  set_last_hop(nullptr);
  context()->proxy_registry_ptr(nullptr);
  return result;
}

delivery mesh_broker::deliver_message(const caf::node_id& from,
                                      const frame_header& header,
                                      std::string_view payload) {
  auto receiver = system().registry().get(header.dest_actor);
  if (!receiver)
    return delivery::no_receiver;
  caf::message content;
  auto readable = read(context(), payload, [&](caf::deserializer& source) {
    std::vector<caf::strong_actor_ptr> stages; // none, or it would not be here
    auto why = source(stages);
    // `source(content)` would make an empty message of what cannot be read
    return why ? why : content.load(source);
  });
  if (!readable)
    return delivery::unreadable;
  auto from_whom = header.source_actor != caf::invalid_actor_id
                     ? proxies().get_or_put(from, header.source_actor)
                     : nullptr;
  receiver->enqueue(
    caf::make_mailbox_element(std::move(from_whom),
                              caf::make_message_id(header.operation_data), {},
                              std::move(content)),
    context());
  return delivery::done;
}

delivery mesh_broker::deliver_down(const caf::node_id& from,
                                   const frame_header& header,
                                   std::string_view payload) {
  caf::node_id source;
  caf::node_id dest;
  caf::error why;
  auto readable = read(context(), payload, [&](caf::deserializer& in) {
    return in(source, dest, why);
  });
  if (!readable)
    return delivery::refused;
  proxies().erase(from, header.source_actor, std::move(why));
  return delivery::done;
}

delivery mesh_broker::deliver_other(caf::io::connection_handle hdl,
                                    const frame_header& header,
                                    std::string_view payload) {
  namespace basp = caf::io::basp;
  basp::header head{static_cast<basp::message_type>(header.op),
                    header.flags,
                    header.payload_bytes,
                    header.operation_data,
                    header.source_actor,
                    header.dest_actor};
  if (!basp::valid(head))
    return delivery::refused;
  std::vector<char> bytes(payload.begin(), payload.end());
  auto next
    = instance.handle(context(), hdl, head, bytes.empty() ? nullptr : &bytes);
  return basp::requires_shutdown(next) ? delivery::refused : delivery::done;
}

void mesh_broker::saw(caf::io::connection_handle hdl) {
  if (!getf(is_terminated_flag))
    set_context(hdl); // notes the time, for heartbeats that stay away
}

void mesh_broker::forget(caf::io::connection_handle hdl) {
  if (!getf(is_terminated_flag))
    connection_cleanup(hdl, caf::sec::none);
}

void mesh_broker::answer(link& x, const frame_header& request,
                         const caf::error& why) {
  namespace basp = caf::io::basp;
  context(&super::super::backend());
  basp::header head{basp::message_type::direct_message,
                    0,
                    0,
                    message_bits{request.operation_data}.response_value(),
                    caf::invalid_actor_id,
                    request.source_actor};
  auto writer = caf::make_callback([&](caf::serializer& sink) -> caf::error {
    std::vector<caf::strong_actor_ptr> stages;
    auto content = caf::make_message(why);
    return sink(stages, content);
  });
  instance.write(context(), x.wr_buf(), head, &writer);
  x.flush();
}

caf::strong_actor_ptr mesh_broker::proxy(const caf::node_id& node,
                                         caf::actor_id actor) {
  if (!is_member(node) || actor == caf::invalid_actor_id)
    return nullptr;
  auto before = std::exchange(last_hop, node);
  auto result = proxies().get_or_put(node, actor);
  last_hop = std::move(before);
  return result;
}

void mesh_broker::on_exit() {
  hub().close_all();
  super::on_exit();
}

mesh_broker::resume_result mesh_broker::resume(caf::execution_unit* unit,
                                               std::size_t max) {
  hub_impl::batch batch{hub()};
  return super::resume(unit, max);
}

caf::strong_actor_ptr mesh_broker::make_proxy(caf::node_id node,
                                              caf::actor_id actor) {
  if (last_hop && node != last_hop && hub().identities().find(last_hop)) {
    hub().count("third_node_handle");
    // The registry keeps an empty entry for what we refuse; it is locked now.
    super::super::backend().post(
      [this, self = caf::strong_actor_ptr{ctrl()}, node, actor] {
        if (!getf(is_terminated_flag) && proxies().get(node, actor) == nullptr)
          proxies().erase(node, actor);
      });
    return nullptr;
  }
  return super::make_proxy(std::move(node), actor);
}

void mesh_broker::set_last_hop(caf::node_id* node) {
  last_hop = node != nullptr ? *node : caf::node_id{};
  super::set_last_hop(node);
}

void mesh_broker::learned_new_node_directly(const caf::node_id& node,
                                            bool was_indirectly_before) {
  if (!is_member(node))
    super::learned_new_node_directly(node, was_indirectly_before);
}

} // namespace aegis::transport
