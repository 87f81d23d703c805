#pragma once

#include "actors/services/call_alarm.hpp"
#include "actors/services/call_table.hpp"
#include "actors/services/plain_actor.hpp"
#include "actors/services/service_counters.hpp"
#include "aegis/service_id.hpp"

#include <caf/monitorable_actor.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace aegis::detail {

/// What a reply port needs to know.
struct port_setup {
  service_id service;
  std::string node;             ///< of the provider
  caf::strong_actor_ptr target; ///< the provider: a guard or its proxy
  std::chrono::milliseconds deadline{};
  std::size_t in_flight_max = 0;
  std::shared_ptr<call_alarm> alarm;
  std::shared_ptr<service_counters> counters;
};

/// The way of one service handle to one provider, and the sender that the
/// provider sees.
///
/// An actor without mailbox: what is sent through it or to it runs in the
/// sender's thread. A request gets an id of the port's own; its sender, id and
/// forwarding stages are kept until the response comes, the deadline passes or
/// the provider ends, whichever is first, and exactly one of them answers.
///
/// Thread-safe. The lock guards the table only: nothing is sent, and no
/// reference to an actor is dropped, while it is held. A request is filed
/// before it is sent and under the lock that is also taken to close the port,
/// so a dying provider either finds it in the table or refuses it.
///
/// References: handle -> list -> port -> provider. The provider holds a weak
/// reference back (see `end_watch`). CAF's registry holds the port once it was
/// the sender of a message to another node; a port that is over ends, and the
/// registry lets go.
class reply_port : public caf::monitorable_actor {
public:
  enum class verdict {
    taken, ///< the message was moved on
    dead,  ///< the port is closed; nothing happened
    full,  ///< too many calls are open; nothing happened
  };

  static plain_actor<reply_port> make(caf::actor_system& sys, port_setup x);

  reply_port(caf::actor_config& cfg, port_setup x);

  // -- for handles -----------------------------------------------------------

  /// Passes a message of a user on to the provider. The deadline of a request
  /// counts from `since`, when it was sent.
  verdict send(caf::mailbox_element_ptr& what, call_table::time_point since,
               caf::execution_unit* ctx);

  bool alive() const noexcept {
    return !closed_.load(std::memory_order_acquire);
  }

  /// Takes no more messages and ends with the last open call.
  void retire();

  // -- for the service pool --------------------------------------------------

  /// Answers what is open with `why` and ends.
  void stop(const caf::error& why);

  /// Answers calls whose time is up.
  /// @returns the deadline of the oldest one left.
  std::optional<call_table::time_point> expire(call_table::time_point now);

  std::size_t open_calls() const;

  const std::string& node_name() const noexcept {
    return setup_.node;
  }

  const caf::strong_actor_ptr& target() const noexcept {
    return setup_.target;
  }

  // -- for the provider's end ------------------------------------------------

  void target_is_down(const caf::error& why, caf::execution_unit* ctx);

  // -- overridden ------------------------------------------------------------

  /// Takes the provider's responses. Everything else that is sent to a port is
  /// ignored, requests are answered `ec::unsupported`.
  void enqueue(caf::mailbox_element_ptr what,
               caf::execution_unit* ctx) override;
  void on_destroy() override;
  const char* name() const override;

private:
  verdict send_request(caf::mailbox_element_ptr& what,
                       call_table::time_point since, caf::execution_unit* ctx);
  verdict send_one_way(caf::mailbox_element_ptr& what,
                       caf::execution_unit* ctx);
  void deliver(open_call call, caf::mailbox_element_ptr what,
               caf::execution_unit* ctx);
  std::vector<open_call> close();
  void end(caf::error why, caf::execution_unit* ctx);
  bool is_remote(const caf::strong_actor_ptr& x) const;
  std::string who() const;

  const port_setup setup_;
  const bool remote_;
  std::atomic<bool> closed_{false};
  mutable std::mutex calls_mtx_;
  call_table calls_; ///< guarded by calls_mtx_
};

} // namespace aegis::detail
