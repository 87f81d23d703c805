#pragma once

#include "aegis/caller.hpp"
#include "transport/basp_frame.hpp"
#include "transport/log_budget.hpp"
#include "transport/outbox.hpp"
#include "transport/parcel_writer.hpp"

#include <caf/io/basp_broker.hpp>

#include <mutex>
#include <string>
#include <string_view>

namespace aegis::transport {

class hub_impl;
class link;

/// What became of a frame that was handed to the broker.
enum class delivery {
  done,
  refused,         ///< BASP rejects it
  unreadable,      ///< a message whose content cannot be read
  foreign_handle,  ///< a message with a handle that the peer may not know
  too_many_actors, ///< more proxies than a peer may make
  no_receiver,     ///< a message to an actor that is no more
};

/// CAF's BASP broker, with the holes closed that cannot be closed from outside:
/// no proxies for third nodes whose handles a peer puts into a payload, no
/// spawn server per node, and a way in for frames that spares the broker's
/// message handlers. Connections that are not links of the mesh (an
/// application's own `publish` and `remote_actor`) are treated as CAF does.
///
/// For the I/O thread, but for `proxy` and `post`.
class mesh_broker : public caf::io::basp_broker {
public:
  using super = caf::io::basp_broker;

  explicit mesh_broker(caf::actor_config& cfg);

  /// Lets a link take part in BASP: writes our handshake to it.
  void join(link& x);

  /// Hands a checked frame to BASP. Messages and down messages are read here,
  /// by `careful_deserializer`, and not by CAF's code.
  delivery deliver(link& x, const frame_header& header,
                   std::string_view payload);

  /// Hands on a checked message that was read already.
  delivery deliver(link& x, const frame_header& header, caf::message content);

  /// Something came from the peer, if no whole frame: it is not silent.
  void saw(caf::io::connection_handle hdl);

  /// Forgets a connection: its route, its proxies, its monitors.
  void forget(caf::io::connection_handle hdl);

  /// Writes an error response to a peer's request.
  void answer(link& x, const frame_header& request, const caf::error& why);

  /// Tells a peer that our actor ended, for a reason that may not travel.
  void report_death(link& x, caf::actor_id actor);

  /// Returns a proxy of an actor on a linked node. Thread-safe.
  caf::strong_actor_ptr proxy(const caf::node_id& node, caf::actor_id actor);

  /// Sends a message to an actor of a peer: writes it here and now and leaves
  /// the rest to the I/O thread. What cannot be sent is answered. Thread-safe.
  /// @param to  a `member_proxy`
  void post(caf::strong_actor_ptr to, const caf::mailbox_element& x);

  /// Memory of large frames that are sent. Thread-safe.
  shared_buffers& buffers() {
    return writer_.buffers();
  }

  // -- overridden -------------------------------------------------------------

  caf::invoke_message_result consume(caf::mailbox_element& x) override;
  void on_exit() override;
  /// Closes the mailbox too.
  bool cleanup(caf::error&& why, caf::execution_unit* host) override;
  resume_result resume(caf::execution_unit* ctx, std::size_t max) override;
  caf::strong_actor_ptr make_proxy(caf::node_id node,
                                   caf::actor_id actor) override;
  void learned_new_node_directly(const caf::node_id& node,
                                 bool was_indirectly_before) override;

private:
  delivery deliver_message(link& x, const frame_header& header,
                           std::string_view payload);
  delivery deliver_down(link& x, const frame_header& header,
                        std::string_view payload);
  delivery deliver_other(caf::io::connection_handle hdl,
                         const frame_header& header, std::string_view payload);
  template <class F>
  delivery read(link& x, std::string_view bytes, F f);
  caf::strong_actor_ptr origin_of(const link& x, const frame_header& header);
  delivery hand_over(const frame_header& header, caf::strong_actor_ptr origin,
                     caf::message content);
  caf::strong_actor_ptr make_member_proxy(const caf::node_id& node,
                                          caf::actor_id actor,
                                          std::shared_ptr<const caller> who);
  hub_impl& hub();
  bool is_member(const caf::node_id& node);

  void send(parcel& x);
  void turn_down(caf::strong_actor_ptr to, const caf::mailbox_element& x,
                 const char* reason, const fault& why);
  void answer_instead(caf::strong_actor_ptr to, caf::message_id id,
                      const fault& why);
  void log_loss(const std::string& node_id, const fault& why);

  outbox outbox_;
  parcel_writer writer_;
  std::mutex losses_mtx_;
  log_budget losses_; ///< guarded by losses_mtx_
};

} // namespace aegis::transport
