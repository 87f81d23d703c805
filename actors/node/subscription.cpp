// In: topology events. Out: calls of the application's functions.

#include "actors/node/subscription.hpp"

#include "actors/node/ask.hpp"

#include <caf/actor_cast.hpp>
#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/send.hpp>

#include <memory>
#include <mutex>
#include <utility>

namespace aegis::detail {

/// Asks a listener to subscribe; answered with the view that events start from.
struct listening_start {};

} // namespace aegis::detail

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::detail::listening_start)

namespace aegis::detail {

namespace {

/// Keeps the function from being called once the subscription has ended. The
/// function may end its own subscription, hence the recursive mutex.
class gate {
public:
  gate(std::function<void(const topology_event&)> f,
       std::function<void(const topology_view&)> begin)
    : f_(std::move(f)), begin_(std::move(begin)) {}

  void begin(const topology_view& x) {
    std::unique_lock guard{mtx_};
    if (open_ && begin_)
      begin_(x);
  }

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
  const std::function<void(const topology_view&)> begin_;
};

/// Lives as long as the subscription or the topology, whichever ends first.
caf::behavior listener(caf::event_based_actor* self,
                       const std::shared_ptr<gate>& to,
                       const caf::actor& topology) {
  self->monitor(topology);
  self->set_down_handler([self](const caf::down_msg&) { self->quit(); });
  return {
    [=](listening_start) {
      auto promise = self->make_response_promise<topology_view>();
      // The answer comes before the first event: both are from the topology.
      self
        ->request(topology, caf::infinite,
                  topology_subscription_request{caf::actor{self}})
        .then(
          [=](const topology_view& x) mutable {
            to->begin(x);
            promise.deliver(x);
          },
          [=](caf::error& why) mutable { promise.deliver(std::move(why)); });
      return promise;
    },
    [to](const topology_event& x) { to->pass(x); },
  };
}

} // namespace

topology_subscription
subscribe(caf::actor_system& sys, const topology_actor& topology,
          std::chrono::milliseconds timeout,
          std::function<void(const topology_event&)> f,
          std::function<void(const topology_view&)> begin) {
  if (!f)
    return {};
  auto to = std::make_shared<gate>(std::move(f), std::move(begin));
  auto hdl = sys.spawn<caf::detached>(listener, to,
                                      caf::actor_cast<caf::actor>(topology));
  auto from = ask<topology_view>(sys, hdl, timeout, listening_start{});
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
