// In: topology events. Out: calls of the application's function.

#include "actors/node/subscription.hpp"

#include "actors/node/ask.hpp"

#include <caf/actor_cast.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/send.hpp>

#include <memory>
#include <mutex>
#include <utility>

namespace aegis::detail {

namespace {

/// Keeps the function from being called once the subscription has ended. The
/// function may end its own subscription, hence the recursive mutex.
class gate {
public:
  explicit gate(std::function<void(const topology_event&)> f)
    : f_(std::move(f)) {}

  void pass(const topology_event& x) {
    std::unique_lock guard{mtx_};
    if (open_)
      f_(x);
  }

  void close() {
    std::unique_lock guard{mtx_};
    open_ = false;
  }

private:
  std::recursive_mutex mtx_;
  bool open_ = true;
  const std::function<void(const topology_event&)> f_;
};

/// Lives as long as the subscription or the topology, whichever ends first.
caf::behavior listener(caf::event_based_actor* self,
                       const std::shared_ptr<gate>& to,
                       const caf::actor& topology) {
  self->monitor(topology);
  self->set_down_handler([self](const caf::down_msg&) { self->quit(); });
  return {
    [to](const topology_event& x) { to->pass(x); },
  };
}

} // namespace

topology_subscription subscribe(caf::actor_system& sys,
                                const topology_actor& topology,
                                std::chrono::milliseconds timeout,
                                std::function<void(const topology_event&)> f) {
  if (!f)
    return {};
  auto to = std::make_shared<gate>(std::move(f));
  auto hdl = sys.spawn<caf::detached>(listener, to,
                                      caf::actor_cast<caf::actor>(topology));
  auto from = ask<topology_view>(sys, topology, timeout,
                                 topology_subscription_request{hdl});
  auto weak = caf::actor_cast<caf::weak_actor_ptr>(hdl);
  auto end = [to, weak] {
    to->close();
    if (auto ptr = weak.lock())
      caf::anon_send_exit(ptr, caf::exit_reason::user_shutdown);
  };
  if (!from) {
    end();
    return {};
  }
  return topology_subscription{std::move(end)};
}

} // namespace aegis::detail
