// In: frames from link, messages from proxies. Out: messages into the mailboxes
// of local actors, frames into the buffers of links.

#include "transport/mesh_broker.hpp"

#include "transport/careful_deserializer.hpp"
#include "transport/hub_impl.hpp"
#include "transport/link.hpp"
#include "transport/member_proxy.hpp"
#include "transport/mesh_middleman.hpp"
#include "transport/peer_reading.hpp"

#include <caf/actor_registry.hpp>
#include <caf/actor_system.hpp>
#include <caf/binary_serializer.hpp>
#include <caf/detail/scope_guard.hpp>
#include <caf/io/middleman.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace aegis::transport {

namespace {

/// Messages that are taken before the sockets get their turn: about a
/// millisecond. CAF has no limit by itself, so that a flood of messages to
/// others would keep a node from hearing anything.
constexpr std::size_t messages_in_a_row = 256;

} // namespace

mesh_broker::mesh_broker(caf::actor_config& cfg)
  : super(cfg), writer_(system()) {
  // nop
}

hub_impl& mesh_broker::hub() {
  return static_cast<mesh_middleman&>(system().middleman()).hub();
}

bool mesh_broker::is_member(const caf::node_id& node) {
  return hub().identities().find(node) != nullptr;
}

void mesh_broker::join(link& x) {
  context(&super::super::backend());
  add_scribe(caf::io::scribe_ptr{&x});
  saw(x.hdl());
  if (x.dialed())
    instance.write_client_handshake(context(), get_buffer(x.hdl()));
  else
    instance.write_server_handshake(context(), get_buffer(x.hdl()), caf::none);
  flush(x.hdl());
}

delivery mesh_broker::deliver(link& x, const frame_header& header,
                              std::string_view payload) {
  if (getf(is_terminated_flag | is_shutting_down_flag))
    return delivery::refused;
  saw(x.hdl());
  switch (header.op) {
    case frame_op::direct_message:
      return deliver_message(x, header, payload);
    case frame_op::down_message:
      return deliver_down(x, header, payload);
    default:
      return deliver_other(x.hdl(), header, payload);
  }
}

delivery mesh_broker::deliver(link& x, const frame_header& header,
                              caf::message content) {
  if (getf(is_terminated_flag | is_shutting_down_flag))
    return delivery::refused;
  caf::strong_actor_ptr origin;
  auto result = read(x, {}, [&](caf::deserializer&) {
    origin = origin_of(x, header);
    return caf::error{};
  });
  if (result != delivery::done)
    return result;
  return hand_over(header, std::move(origin), std::move(content));
}

/// Reads by `f`, whatever the bytes are. The peer may name and make actors
/// meanwhile.
template <class F>
delivery mesh_broker::read(link& x, std::string_view bytes, F f) {
  auto from = instance.tbl().lookup_direct(x.hdl());
  if (!from)
    return delivery::refused;
  context(&super::super::backend());
  context()->proxy_registry_ptr(&instance.proxies());
  auto clean_up = caf::detail::make_scope_guard(
    [this] { context()->proxy_registry_ptr(nullptr); });
  peer_reading reading{proxies(), this_node(), from, x};
  careful_deserializer source{context(), bytes, &reading};
  try {
    if (!f(source))
      return delivery::done;
  } catch (const peer_reading::too_many_actors&) {
    return delivery::too_many_actors;
  } catch (...) { // of a type's own `inspect`
    return delivery::unreadable;
  }
  return source.met_closed_gate() ? delivery::foreign_handle
                                  : delivery::unreadable;
}

/// The proxy of who sent a message, if it says so.
caf::strong_actor_ptr mesh_broker::origin_of(const link& x,
                                             const frame_header& header) {
  return header.source_actor != caf::invalid_actor_id
           ? proxies().get_or_put(x.bound_id(), header.source_actor)
           : nullptr;
}

delivery mesh_broker::deliver_message(link& x, const frame_header& header,
                                      std::string_view payload) {
  caf::message content;
  caf::strong_actor_ptr origin;
  auto result = read(x, payload, [&](caf::deserializer& source) {
    std::vector<caf::strong_actor_ptr> stages; // none, or it would not be here
    // `source(content)` would make an empty message of what cannot be read
    auto why = source(stages);
    if (!why)
      why = content.load(source);
    if (!why)
      origin = origin_of(x, header);
    return why;
  });
  if (result != delivery::done)
    return result;
  return hand_over(header, std::move(origin), std::move(content));
}

delivery mesh_broker::hand_over(const frame_header& header,
                                caf::strong_actor_ptr origin,
                                caf::message content) {
  auto receiver = system().registry().get(header.dest_actor);
  if (!receiver)
    return delivery::no_receiver;
  receiver->enqueue(
    caf::make_mailbox_element(std::move(origin),
                              caf::make_message_id(header.operation_data), {},
                              std::move(content)),
    context());
  return delivery::done;
}

delivery mesh_broker::deliver_down(link& x, const frame_header& header,
                                   std::string_view payload) {
  caf::node_id source;
  caf::node_id dest;
  caf::error why;
  auto result = read(
    x, payload, [&](caf::deserializer& in) { return in(source, dest, why); });
  if (result == delivery::done)
    proxies().erase(x.bound_id(), header.source_actor, std::move(why));
  else if (result != delivery::too_many_actors)
    return delivery::refused;
  return result;
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
  context(&super::super::backend());
  context()->proxy_registry_ptr(&instance.proxies());
  auto clean_up = caf::detail::make_scope_guard(
    [this] { context()->proxy_registry_ptr(nullptr); });
  auto next
    = instance.handle(context(), hdl, head, bytes.empty() ? nullptr : &bytes);
  return basp::requires_shutdown(next) ? delivery::refused : delivery::done;
}

void mesh_broker::saw(caf::io::connection_handle hdl) {
  if (getf(is_terminated_flag))
    return;
  set_context(hdl); // notes the time, for heartbeats that stay away
  set_last_hop(nullptr);
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

void mesh_broker::report_death(link& x, caf::actor_id actor) {
  context(&super::super::backend());
  instance.write_down_message(context(), x.wr_buf(), x.bound_id(), actor,
                              caf::exit_reason::unknown);
  x.flush();
}

caf::strong_actor_ptr mesh_broker::proxy(const caf::node_id& node,
                                         caf::actor_id actor) {
  if (!is_member(node) || actor == caf::invalid_actor_id)
    return nullptr;
  set_last_hop(nullptr); // CAF's may point to a context that is gone
  return proxies().get_or_put(node, actor);
}

void mesh_broker::on_exit() {
  hub().close_all();
  super::on_exit();
}

/// CAF 0.17.6 leaves the mailbox of a broker that ended open, unlike those of
/// other actors. What gets there afterwards would never be answered, and the
/// broker's own tick, of which it is the sender, would keep it for ever.
bool mesh_broker::cleanup(caf::error&& why, caf::execution_unit* host) {
  close_all();
  return caf::scheduled_actor::cleanup(std::move(why), host);
}

mesh_broker::resume_result mesh_broker::resume(caf::execution_unit* unit,
                                               std::size_t max) {
  hub_impl::batch batch{hub()};
  return super::resume(unit, std::min(max, messages_in_a_row));
}

caf::strong_actor_ptr mesh_broker::make_proxy(caf::node_id node,
                                              caf::actor_id actor) {
  auto* reading = peer_reading::current();
  if (reading != nullptr && !reading->makes(node, actor)) {
    hub().count("third_node_handle");
    return nullptr;
  }
  auto who = hub().identities().find(node);
  return who && actor != caf::invalid_actor_id
           ? make_member_proxy(node, actor, std::move(who))
           : super::make_proxy(std::move(node), actor);
}

/// As CAF does, but the proxy knows its caller and leads nowhere else.
caf::strong_actor_ptr
mesh_broker::make_member_proxy(const caf::node_id& node, caf::actor_id actor,
                               std::shared_ptr<const caller> who) {
  caf::strong_actor_ptr self{ctrl()};
  caf::actor_config cfg;
  auto result = caf::make_actor<member_proxy, caf::strong_actor_ptr>(
    actor, node, &system(), cfg, caf::actor_cast<caf::actor>(self),
    std::move(who));
  auto* loop = &super::super::backend();
  result->get()->attach_functor([=](const caf::error& why) {
    // The registry may hold the proxy of the node's next connection by now.
    loop->post([=] {
      if (!getf(is_terminated_flag) && self->get() == this
          && proxies().get(result->node(), result->id()) == result)
        proxies().erase(result->node(), result->id(), why);
    });
  });
  return result;
}

void mesh_broker::learned_new_node_directly(const caf::node_id& node,
                                            bool was_indirectly_before) {
  if (!is_member(node))
    super::learned_new_node_directly(node, was_indirectly_before);
}

} // namespace aegis::transport
