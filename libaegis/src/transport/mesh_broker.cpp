// In: frames from link, messages from proxies. Out: messages into the mailboxes
// of local actors, frames into the buffers of links.

#include "transport/mesh_broker.hpp"

#include "transport/hub_impl.hpp"
#include "transport/link.hpp"
#include "transport/mesh_middleman.hpp"

#include <caf/actor_system.hpp>
#include <caf/binary_serializer.hpp>
#include <caf/io/middleman.hpp>

#include <utility>

namespace aegis::transport {

namespace {

/// The node whose message is being read in this thread. CAF keeps the same in a
/// variable that is out of reach.
thread_local caf::node_id last_hop;

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

bool mesh_broker::deliver(caf::io::connection_handle hdl,
                          const frame_header& header,
                          std::vector<char>& payload) {
  if (getf(is_terminated_flag | is_shutting_down_flag))
    return false;
  namespace basp = caf::io::basp;
  basp::header head{static_cast<basp::message_type>(header.op),
                    header.flags,
                    header.payload_bytes,
                    header.operation_data,
                    header.source_actor,
                    header.dest_actor};
  if (!basp::valid(head))
    return false;
  context(&super::super::backend());
  context()->proxy_registry_ptr(&instance.proxies());
  set_context(hdl);
  auto next = instance.handle(context(), hdl, head,
                              payload.empty() ? nullptr : &payload);
  context()->proxy_registry_ptr(nullptr);
  last_hop = caf::node_id{};
  return !basp::requires_shutdown(next);
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
