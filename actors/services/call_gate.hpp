#pragma once

#include "actors/services/call_alarm.hpp"
#include "actors/snapshot_cell.hpp"
#include "aegis/caller.hpp"
#include "aegis/fault.hpp"
#include "aegis/service_id.hpp"
#include "mesh/call_rules.hpp"
#include "transport/log_budget.hpp"

#include <caf/actor_system.hpp>
#include <caf/type_erased_tuple.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace aegis::detail {

/// What one caller may do, as far as it was decided already. Belongs to an
/// `answer_port`; not thread-safe.
struct known_verdicts {
  std::uint64_t rules = 0;    ///< generation they were decided by
  std::uint64_t topology = 0; ///< version that the caller's record was of
  std::unordered_map<std::uint64_t, bool> allowed; ///< by kind of message
};

/// Decides for the guards of this node who may call what, by the rules of
/// `node_settings::services`.
///
/// Thread-safe. While all calls are allowed, a check is one atomic load.
class call_gate {
public:
  call_gate(caf::actor_system& sys, std::string node_id,
            snapshot_cell_ptr snapshots, std::string file,
            bool allow_by_default);

  /// Reads the file; without one nothing happens. A fault leaves the rules as
  /// they are.
  /// @returns `ec::file_error`, `ec::invalid_argument` with file and line.
  outcome<done> load();

  bool open() const noexcept {
    return open_.load(std::memory_order_acquire);
  }

  /// @param content  of the user's message, its first `size` values
  /// @param known    of this caller
  /// @returns whether the call may pass; a refusal is logged.
  bool admits(const std::optional<caller>& who, const service_id& service,
              const caf::type_erased_tuple& content, std::size_t size,
              known_verdicts& known, call_alarm::time_point now);

private:
  using rules_ptr = std::shared_ptr<const mesh::call_rules>;

  bool decide(const std::optional<caller>& who, const service_id& service,
              const caf::type_erased_tuple& content, std::size_t size,
              const mesh::call_rules& rules, call_alarm::time_point now);
  mesh::call_origin origin_of(const caller& who) const;
  mesh::call_target target_of(const service_id& service,
                              const caf::type_erased_tuple& content,
                              std::size_t size) const;
  void report(const std::string& who, const service_id& service,
              const std::string& rule, call_alarm::time_point now);

  caf::actor_system& sys_;
  const std::string node_id_;
  const snapshot_cell_ptr snapshots_;
  const std::string file_;
  const bool allow_by_default_;
  std::atomic<bool> open_;
  std::atomic<std::uint64_t> generation_{1};
  std::mutex mtx_; ///< guards all that follows
  rules_ptr rules_;
  transport::log_budget budget_;
};

} // namespace aegis::detail
