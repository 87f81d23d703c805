#pragma once

#include "actors/services/call_gate.hpp"
#include "actors/services/call_table.hpp"
#include "actors/services/plain_actor.hpp"
#include "actors/services/served_call.hpp"
#include "transport/known_caller.hpp"

#include <caf/monitorable_actor.hpp>

#include <mutex>
#include <optional>
#include <vector>

namespace aegis::detail {

/// Stands for one caller at a guard: the sender that the service actor sees,
/// and where its answers arrive. `caller_of` asks it who the caller is.
///
/// An actor without mailbox. Each request has an id of the port's own, so that
/// the guard learns of every answer and can give one itself. Thread-safe; the
/// locks guard the tables only. Knows the caller weakly; its calls hold it as
/// long as they are open.
class answer_port : public caf::monitorable_actor,
                    public transport::known_caller {
public:
  answer_port(caf::actor_config& cfg, std::optional<caller> who);

  /// Files a call. @returns its id.
  std::uint64_t open(served_call_ptr call);

  void forget(std::uint64_t id);

  /// The calls of one instance that has ended.
  std::vector<served_call_ptr> take(const service_instance& x);

  std::vector<served_call_ptr> take_all();

  bool idle() const;

  /// Calls `f` with what is known of this caller's rights, under a lock.
  template <class F>
  bool with_verdicts(F f) {
    std::unique_lock guard{verdicts_mtx_};
    return f(verdicts_);
  }

  std::optional<caller> who() const override {
    return who_;
  }

  void enqueue(caf::mailbox_element_ptr what,
               caf::execution_unit* ctx) override;
  const char* name() const override;

private:
  const std::optional<caller> who_;
  std::mutex verdicts_mtx_;
  known_verdicts verdicts_; ///< guarded by verdicts_mtx_
  mutable std::mutex mtx_;
  call_table<served_call_ptr> calls_; ///< guarded by mtx_
};

} // namespace aegis::detail
