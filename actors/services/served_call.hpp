#pragma once

#include "actors/services/call_timers.hpp"
#include "actors/services/envelope.hpp"
#include "actors/services/guard_figures.hpp"
#include "actors/services/plain_actor.hpp"

#include <caf/actor_control_block.hpp>
#include <caf/error.hpp>
#include <caf/mailbox_element.hpp>
#include <caf/message_id.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

namespace aegis::detail {

class answer_port;

/// One message at the guard of its service: who waits for an answer, until
/// when, and which instance has it. Counted as long as it is anywhere: in the
/// mailbox, in the handler, or in a promise that is not answered yet.
///
/// Exactly one of these answers a request: the service actor, the deadline, the
/// end of the instance. Thread-safe.
class served_call final : public timed_call {
public:
  /// @param caller  waits for the answer; null for a one-way message
  served_call(std::shared_ptr<guard_figures> figures,
              std::shared_ptr<service_instance> instance,
              std::shared_ptr<call_timers> timers, call_envelope envelope,
              caf::strong_actor_ptr caller, caf::message_id mid,
              time_point now);

  ~served_call() override;

  const call_envelope& envelope() const noexcept {
    return envelope_;
  }

  time_point deadline() const noexcept {
    return deadline_;
  }

  const std::shared_ptr<service_instance>& instance() const noexcept {
    return instance_;
  }

  const guard_figures& figures() const noexcept {
    return *figures_;
  }

  /// Files it at the port that the service actor answers to. @returns its id.
  std::uint64_t wait_at(const plain_actor<answer_port>& port);

  /// Its actor's turn has come. @returns false if nobody waits any more; the
  /// caller has been told.
  bool begin();

  /// The service actor has answered.
  void answer_with(caf::mailbox_element_ptr what, caf::execution_unit* ctx);

  /// Answers with an error, unless it is answered.
  bool fail(const caf::error& why);

  /// Its instance has ended. A call whose turn had not come is refused, and may
  /// be made again elsewhere.
  void lose(const std::string& text);

  void on_time(time_point now) override;
  void on_end(const caf::error& why) override;

private:
  bool settle();
  bool expire();

  const std::shared_ptr<guard_figures> figures_;
  const std::shared_ptr<service_instance> instance_;
  const std::shared_ptr<call_timers> timers_;
  const call_envelope envelope_;
  const time_point since_;
  const time_point deadline_;
  caf::strong_actor_ptr caller_;
  const caf::message_id mid_;
  std::atomic<bool> answered_;
  std::atomic<bool> begun_{false};
  plain_actor<answer_port> port_; ///< written before it is shared
  std::atomic<std::uint64_t> id_{0};
};

using served_call_ptr = caf::intrusive_ptr<served_call>;

} // namespace aegis::detail
