#pragma once

#include "actors/services/parked_messages.hpp"
#include "actors/services/provider_list.hpp"
#include "actors/services/rcu_cell.hpp"
#include "actors/services/system_message.hpp"
#include "aegis/service.hpp"

#include <caf/monitorable_actor.hpp>

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

namespace aegis::detail {

/// What a service handle needs to know.
struct handle_setup {
  service_id service;
  call_options options; ///< with a deadline above zero
  std::set<std::string> interface;
  std::shared_ptr<call_alarm> alarm;
  std::shared_ptr<service_counters> counters;
};

/// What `node::service` returns: an actor without mailbox that passes each
/// message on to a live provider, in the sender's thread.
///
/// Providers take turns. CAF's system messages never reach one: an `exit_msg`
/// with a reason ends the handle, the rest is dropped (requests get
/// `ec::unsupported`). Without providers, requests are answered
/// `ec::no_providers`, or wait; see `call_options`. One-way messages wait under
/// the same rule or are dropped and counted.
///
/// Thread-safe. Senders read the list of providers from an `rcu_cell`, so
/// nothing the pool does makes them wait; the lock of `writer_mtx_` is between
/// the pool and whoever ends the handle. Users keep the handle alive, the pool
/// only knows it weakly; messages that wait keep it alive, too. When it ends, its ports take no more calls and end
/// with their last open one.
class service_handle : public caf::monitorable_actor {
public:
  service_handle(caf::actor_config& cfg, handle_setup x);

  // -- for the service pool --------------------------------------------------

  /// Replaces the list: ports that are no longer in it are retired, waiting
  /// messages are passed on, or answered if nobody will come.
  void publish(std::unique_ptr<const provider_list> x);

  /// The ports of the current list.
  std::vector<plain_actor<reply_port>> ports() const;

  /// Answers messages that have waited too long.
  /// @returns when the next one has.
  std::optional<parked_messages::time_point>
  expire(parked_messages::time_point now);

  /// Ends the handle. Later requests are answered `ec::shutting_down`.
  void end(const caf::error& why);

  bool ended() const noexcept {
    return ended_;
  }

  const handle_setup& setup() const noexcept {
    return setup_;
  }

  // -- overridden ------------------------------------------------------------

  void enqueue(caf::mailbox_element_ptr what,
               caf::execution_unit* ctx) override;
  std::set<std::string> message_types() const override;
  void on_destroy() override;
  const char* name() const override;

private:
  bool admit(const caf::mailbox_element& what, caf::execution_unit* ctx);
  plain_actor<reply_port> pick(std::size_t start) const;
  bool dispatch(caf::mailbox_element_ptr& what,
                parked_messages::time_point since, caf::execution_unit* ctx);
  void park(caf::mailbox_element_ptr what, parked_messages::time_point since,
            caf::execution_unit* ctx);
  parked_messages::decision decide() const;
  bool reachable() const;
  bool may_come() const;
  std::chrono::milliseconds patience() const;
  void refuse(const caf::mailbox_element& what, fault why,
              caf::execution_unit* ctx);
  fault reason() const;
  void close();

  const handle_setup setup_;
  std::atomic<std::size_t> turn_;
  std::atomic<bool> ended_{false};
  std::mutex writer_mtx_;
  rcu_cell<provider_list> list_; ///< written under writer_mtx_
  parked_messages parked_;
};

} // namespace aegis::detail
