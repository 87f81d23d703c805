#pragma once

#include "actors/services/handle_setup.hpp"
#include "actors/services/parked_messages.hpp"
#include "actors/services/provider_list.hpp"
#include "actors/services/rcu_cell.hpp"
#include "actors/services/service_call.hpp"
#include "actors/services/system_message.hpp"
#include "aegis/service.hpp"
#include "mesh/provider_selector.hpp"

#include <caf/monitorable_actor.hpp>

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace aegis::detail {

/// What `node::service` returns: an actor without mailbox that sends each
/// message to a provider which its policy chooses, in the sender's thread.
///
/// CAF's system messages never reach one: an `exit_msg` with a reason ends the
/// handle, the rest is dropped (requests get `ec::unsupported`). Without
/// providers, requests are answered `ec::no_providers`, or wait; see
/// `call_options`. One-way messages wait under the same rule or are dropped and
/// counted.
///
/// Thread-safe. Senders read the list of providers from an `rcu_cell`, so
/// nothing the pool does makes them wait; the lock of `writer_mtx_` is between
/// the pool and whoever ends the handle. Users keep the handle alive, the pool
/// and open calls only know it weakly; messages that wait keep it alive, too.
/// When it ends, its ports take no more calls and end with their last open one.
class service_handle : public caf::monitorable_actor {
public:
  using time_point = call_alarm::time_point;

  service_handle(caf::actor_config& cfg, handle_setup_ptr x);

  /// Takes a message of a user. @param own  terms other than the handle's
  void take(caf::mailbox_element_ptr what, const call_options& own,
            caf::execution_unit* ctx);

  // -- for the service pool --------------------------------------------------

  /// Replaces the list: ports that are no longer in it are retired, waiting
  /// messages are passed on, or answered if nobody will come.
  void publish(std::unique_ptr<const provider_list> x);

  /// The ports of the current list.
  std::vector<plain_actor<reply_port>> ports() const;

  /// Answers messages that have waited too long.
  /// @returns when the next one has.
  std::optional<time_point> expire(time_point now);

  /// Ends the handle. Later requests are answered `ec::shutting_down`.
  void end(const caf::error& why);

  bool ended() const noexcept {
    return ended_;
  }

  const handle_setup& setup() const noexcept {
    return *setup_;
  }

  const handle_setup_ptr& shared_setup() const noexcept {
    return setup_;
  }

  std::size_t parked() const noexcept {
    return parked_.size();
  }

  // -- for calls -------------------------------------------------------------

  /// Whether there is a provider that the call was not sent to.
  bool has_other_provider(const service_call& x, time_point now) const;

  /// Sends a call to one that it was not sent to. @returns false if there is
  /// none that takes it.
  bool send_again(service_call& x, time_point now);

  std::uint64_t random() const noexcept {
    return state_.random.next();
  }

  // -- overridden ------------------------------------------------------------

  void enqueue(caf::mailbox_element_ptr what,
               caf::execution_unit* ctx) override;
  std::set<std::string> message_types() const override;
  void on_destroy() override;
  const char* name() const override;

private:
  enum class outcome_of_sending { sent, nobody, full };

  struct choice {
    plain_actor<reply_port> port; ///< null: none can take the call
    bool is_reachable = false;    ///< but some are alive
  };

  bool admit(const caf::mailbox_element& what, caf::execution_unit* ctx);
  call_terms terms_of(const call_options& own, time_point now) const;
  choice pick(const service_call& call, time_point now) const;
  outcome_of_sending send(service_call& call, time_point now,
                          caf::execution_unit* ctx);
  bool dispatch(service_call& call, time_point now, caf::execution_unit* ctx);
  void park(service_call& call, time_point since, caf::execution_unit* ctx);
  parked_messages::decision decide() const;
  bool reachable() const;
  bool may_come() const;
  std::chrono::milliseconds patience() const;
  void refuse(service_call& call, fault why, caf::execution_unit* ctx);
  fault reason() const;
  void close();

  const handle_setup_ptr setup_;
  mutable mesh::selection_state state_;
  std::atomic<bool> ended_{false};
  std::mutex writer_mtx_;
  rcu_cell<provider_list> list_; ///< written under writer_mtx_
  parked_messages parked_;
};

} // namespace aegis::detail
