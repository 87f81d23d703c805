#pragma once

#include "simulation/engine/node_impl.hpp"
#include "simulation/runs/truth.hpp"

#include <caf/actor.hpp>
#include <caf/monitorable_actor.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace aegis::simulation {

/// The one service of the workload. Its providers answer with their own id, a
/// space, and whom they take the caller for.
const service_id& workload_service();

/// An actor without mailbox that calls, and sees every single answer: CAF's own
/// actors drop a second one in silence.
class call_probe : public caf::monitorable_actor {
public:
  /// What came back.
  struct answer {
    std::uint64_t request = 0;
    std::string text; ///< empty for an error
    fault error;
  };

  using listener = std::function<void(const answer&)>;

  /// @param f  told of answers as long as it lives
  call_probe(caf::actor_config& cfg, std::weak_ptr<const listener> f);

  void call(const caf::actor& whom, std::uint64_t request,
            std::size_t payload_bytes);

  void enqueue(caf::mailbox_element_ptr x, caf::execution_unit*) override;

private:
  std::weak_ptr<const listener> on_answer_;
};

/// Nodes that call a service, others that provide it, and what becomes of it.
class workload {
public:
  struct open_call {
    std::size_t client = 0;
    duration since{};
  };

  /// Answers that each provider gave to a client in a stretch without trouble.
  struct stretch {
    duration since{};
    std::map<std::string, std::uint64_t> answers;
  };

  explicit workload(run_context& context);
  ~workload();

  /// Makes the last nodes clients and the first ones providers.
  void begin();

  const std::map<std::uint64_t, open_call>& open() const {
    return open_;
  }

  /// Of each client.
  std::map<std::size_t, stretch>& stretches() {
    return stretches_;
  }

  /// Told of answers that nobody waits for, and of wrong ones.
  std::function<void(std::string)> on_double_answer;
  std::function<void(std::string)> on_wrong_caller;
  std::function<void(std::string)> on_needless_error;

  std::uint64_t answered_since_sample = 0;
  std::uint64_t failed_since_sample = 0;

private:
  struct client {
    std::size_t node = 0;
    unsigned life = 0;
    caf::actor handle;
    caf::strong_actor_ptr probe;
    std::shared_ptr<const call_probe::listener> listener;
  };

  void call(client& x);
  void prepare(client& x);
  void abandon(std::size_t node);
  void on_answer(std::size_t client, const call_probe::answer& x);

  run_context& context_;
  std::vector<std::unique_ptr<client>> clients_;
  std::map<std::uint64_t, open_call> open_;
  std::map<std::size_t, stretch> stretches_;
  std::uint64_t last_request_ = 0;
};

} // namespace aegis::simulation
