#pragma once

#include "actors/services/call_table.hpp"
#include "actors/services/handle_setup.hpp"
#include "actors/services/plain_actor.hpp"
#include "actors/services/provider_state.hpp"
#include "actors/services/service_call.hpp"
#include "aegis/service_id.hpp"

#include <caf/monitorable_actor.hpp>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace aegis::detail {

/// What a reply port needs to know.
struct port_setup {
  service_id service;           ///< as the provider has it
  caf::strong_actor_ptr target; ///< the provider: a guard or its proxy
  std::shared_ptr<provider_state> state;
  handle_setup_ptr handle;
};

/// The way of one service handle to one provider, and the sender that the
/// provider sees.
///
/// An actor without mailbox: what is sent through it or to it runs in the
/// sender's thread. Each attempt of a request gets an id of the port's own and
/// is kept until the response comes, its call gives it up or the provider ends;
/// the call is told, and `provider_state` learns of it.
///
/// Thread-safe. The lock guards the table only: nothing is sent, and no
/// reference to an actor is dropped, while it is held. A request is filed
/// before it is sent and under the lock that is also taken to close the port,
/// so a dying provider either finds it in the table or refuses it.
///
/// References: handle -> list -> port -> provider. The provider holds a weak
/// reference back (see `end_watch`), and so do the calls. CAF's registry holds
/// the port once it was the sender of a message to another node; a port that is
/// over ends, and the registry lets go.
class reply_port : public caf::monitorable_actor {
public:
  using time_point = call_alarm::time_point;

  enum class verdict {
    taken, ///< the message was sent
    dead,  ///< the port is closed; nothing happened
    full,  ///< too many calls are open; nothing happened
  };

  static plain_actor<reply_port> make(caf::actor_system& sys, port_setup x);

  reply_port(caf::actor_config& cfg, port_setup x);

  // -- for handles -----------------------------------------------------------

  /// Sends a message of a user to the provider.
  verdict send(service_call& call, time_point now, caf::execution_unit* ctx);

  bool alive() const noexcept {
    return !closed_.load(std::memory_order_acquire);
  }

  /// As many requests are open as may be, to the provider or through this port.
  bool full() const noexcept {
    return open_.load(std::memory_order_relaxed)
             >= setup_.handle->options.in_flight_max
           || setup_.state->outstanding()
                >= setup_.handle->provider_in_flight_max;
  }

  /// Takes no more messages and ends with the last open call.
  void retire();

  // -- for calls -------------------------------------------------------------

  /// Nobody waits for this attempt any more.
  void forget(std::uint64_t id, provider_state::result why);

  const provider_state& state() const noexcept {
    return *setup_.state;
  }

  caf::weak_actor_ptr weak() const {
    return caf::weak_actor_ptr{ctrl()};
  }

  const caf::strong_actor_ptr& target() const noexcept {
    return setup_.target;
  }

  bool is_remote() const noexcept {
    return remote_;
  }

  /// Names service and node for errors.
  std::string who() const;

  // -- for the service pool --------------------------------------------------

  /// Answers what is open with `why` and ends.
  void stop(const caf::error& why);

  std::size_t open_calls() const;

  const std::shared_ptr<provider_state>& shared_state() const noexcept {
    return setup_.state;
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
  struct open_attempt {
    service_call_ptr call;
    time_point sent_at;
    std::uint64_t id = 0;

    explicit operator bool() const noexcept {
      return call != nullptr;
    }
  };

  verdict send_request(service_call& call, time_point now,
                       caf::execution_unit* ctx);
  verdict send_one_way(service_call& call, time_point now,
                       caf::execution_unit* ctx);
  open_attempt take(std::uint64_t id, bool& over);
  void judge(const open_attempt& x, provider_state::result what,
             time_point now);
  std::vector<open_attempt> close();
  void lose(const std::string& text, caf::execution_unit* ctx);
  void end(caf::error why, caf::execution_unit* ctx);

  const port_setup setup_;
  const bool remote_;
  std::atomic<bool> closed_{false};
  std::atomic<std::size_t> open_{0}; ///< size of the table
  mutable std::mutex calls_mtx_;
  call_table<open_attempt> calls_; ///< guarded by calls_mtx_
};

} // namespace aegis::detail
