#include "remote_node.hpp"

#include <caf/event_based_actor.hpp>
#include <caf/send.hpp>

#include <algorithm>

namespace aegis::test {

namespace {

/// The answer to what is held.
struct release_order {
  frame answer;
};

} // namespace

} // namespace aegis::test

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(aegis::test::release_order)

namespace aegis::test {

std::size_t remote_node::count(frame_kind kind) const {
  return static_cast<std::size_t>(
    std::count_if(log->frames.begin(), log->frames.end(),
                  [&](const frame& x) { return x.kind == kind; }));
}

void remote_node::release(frame answer) const {
  caf::anon_send(endpoint, release_order{std::move(answer)});
}

caf::actor spawn_endpoint(caf::actor_system& sys,
                          std::shared_ptr<endpoint_log> log) {
  return sys.spawn([=](caf::event_based_actor* self) -> caf::behavior {
    return {
      [=](const frame& x) -> caf::result<frame> {
        log->frames.push_back(x);
        if (log->answer)
          return log->answer(x);
        log->held.push_back(self->make_response_promise());
        return caf::delegated<frame>{};
      },
      [=](const release_order& x) {
        // A promise is delivered by the actor that owns it.
        if (log->held.empty())
          return;
        auto promise = log->held.front();
        log->held.pop_front();
        promise.deliver(x.answer);
      },
    };
  });
}

} // namespace aegis::test
