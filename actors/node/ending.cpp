#include "actors/node/ending.hpp"

#include "log/log.hpp"

#include <caf/actor_cast.hpp>
#include <caf/after.hpp>
#include <caf/exit_reason.hpp>
#include <caf/scoped_actor.hpp>

namespace aegis::detail {

namespace {

using std::chrono::steady_clock;

/// @returns false if the time is up.
bool await_end(caf::scoped_actor& self, steady_clock::time_point end) {
  auto ended = false;
  auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
    end - steady_clock::now());
  self->receive([&](const caf::down_msg&) { ended = true; },
                caf::after(std::max(left, std::chrono::milliseconds{1})) >>
                  [] {});
  return ended;
}

} // namespace

void end_all(caf::actor_system& sys,
             const std::vector<caf::strong_actor_ptr>& actors,
             std::chrono::milliseconds timeout) {
  auto end = steady_clock::now() + timeout;
  caf::scoped_actor self{sys, true};
  for (const auto& x : actors) {
    self->monitor(caf::actor_cast<caf::actor>(x));
    self->send_exit(x, caf::exit_reason::user_shutdown);
    if (!await_end(self, end))
      log().error("actor {} does not end", to_string(x));
  }
}

} // namespace aegis::detail
