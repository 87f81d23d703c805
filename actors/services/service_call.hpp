#pragma once

#include "actors/services/call_timers.hpp"
#include "actors/services/handle_setup.hpp"

#include <caf/actor_control_block.hpp>
#include <caf/error.hpp>
#include <caf/mailbox_element.hpp>
#include <caf/message.hpp>

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace aegis::detail {

class reply_port;
class service_handle;

/// What a call has of its own; the rest is its handle's.
struct call_terms {
  call_alarm::time_point deadline;
  bool idempotent = false;
  std::string key;
  std::uint64_t key_hash = 0;
  trace_id trace;
};

/// One message of a user on its way to a provider and, if it is a request, back:
/// its sender, its payload, and the attempts that were made. Holds no handle and
/// no port alive.
///
/// Exactly one of these answers a request: a provider's response, the failure
/// of an attempt that is not followed by another, the deadline, a refusal, the
/// end of the node. Whoever is first; what comes later finds it answered.
///
/// Thread-safe. Its lock guards the attempts; nothing is sent, no other lock
/// taken and no actor let go of while it is held.
class service_call final : public timed_call {
public:
  /// Takes the content of `what`; counts the call.
  service_call(handle_setup_ptr setup, caf::weak_actor_ptr handle,
               caf::mailbox_element& what, call_terms terms, time_point now);

  ~service_call() override;

  // -- properties ------------------------------------------------------------

  bool is_request() const noexcept {
    return is_request_;
  }

  bool answered() const noexcept {
    return answered_.load(std::memory_order_acquire);
  }

  const call_terms& terms() const noexcept {
    return terms_;
  }

  time_point since() const noexcept {
    return since_;
  }

  const caf::strong_actor_ptr& sender() const noexcept {
    return sender_;
  }

  caf::message_id mid() const noexcept {
    return mid_;
  }

  // -- for the handle --------------------------------------------------------

  /// Sets the first timer: of the deadline, or of a hedge.
  void arm();

  /// True if an attempt was made at this provider; always false for the first
  /// attempt, which is the cheap case.
  bool tried(const provider_state& x) const;

  /// Whether it has been sent at all.
  bool was_sent() const noexcept {
    return made_.load(std::memory_order_relaxed) > 0;
  }

  /// Answers with an error, unless it is answered. @returns whether it was not.
  bool fail(caf::error why, caf::execution_unit* ctx);

  // -- for ports -------------------------------------------------------------

  /// An attempt is about to be sent.
  void begin_attempt(const reply_port& port, std::uint64_t id);

  /// The message for the attempt that has begun.
  caf::message content(time_point now) const;

  /// An attempt is over, with the provider's message.
  void on_response(const reply_port& port, std::uint64_t id,
                   caf::mailbox_element_ptr what, time_point now,
                   caf::execution_unit* ctx);

  /// An attempt is over without one.
  void on_failure(const reply_port& port, std::uint64_t id, caf::error why,
                  caf::execution_unit* ctx);

  // -- overridden ------------------------------------------------------------

  void on_time(time_point now) override;
  void on_end(const caf::error& why) override;

private:
  struct attempt {
    const provider_state* where;
    caf::weak_actor_ptr port;
    std::uint64_t id;
    bool open;
    bool hedge;
  };

  /// What the timer is for, beside the deadline.
  enum class waiting : std::uint8_t { nothing, hedge, retry };

  bool close_attempt(const reply_port& port, std::uint64_t id, bool& hedge);
  bool may_try_again(const caf::error& why) const;
  bool try_again(const caf::error& why, time_point now);
  void retry_now(time_point now);
  void hedge_now(time_point now);
  void expire(time_point now);
  bool settle();
  void deliver(const reply_port& port, caf::mailbox_element_ptr what,
               caf::execution_unit* ctx);
  void schedule(waiting what, time_point when);

  const handle_setup_ptr setup_;
  const caf::weak_actor_ptr handle_;
  caf::strong_actor_ptr sender_;
  const caf::message_id mid_;
  std::vector<caf::strong_actor_ptr> stages_;
  const bool is_request_;
  const call_terms terms_;
  const time_point since_;
  caf::message payload_;
  std::atomic<bool> answered_{false};
  std::atomic<std::uint32_t> made_{0};
  mutable std::mutex mtx_; ///< guards all that follows
  std::vector<attempt> attempts_;
  waiting waiting_ = waiting::nothing;
  bool hedging_ = false; ///< the attempt that begins next is a hedge
  caf::error last_error_;
};

using service_call_ptr = caf::intrusive_ptr<service_call>;

} // namespace aegis::detail
