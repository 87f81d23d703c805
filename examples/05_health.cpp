// Health: what the application says of itself, checkers that run periodically,
// a checker that pings a peer, and the same asked from another node.

#include "support.hpp"

#include <atomic>
#include <string>

namespace {

using aegis::health_status;

void report(example::account& out, const std::string& whose,
            const aegis::health& x) {
  out.tell(whose + " is " + to_string(x.status)
           + (x.message.empty() ? "" : ", says: " + x.message)
           + (x.error.empty() ? "" : ", because: " + x.error));
}

void health(example::account& out, const std::string& certs) {
  std::atomic<bool> disk_is_full{false};
  auto builder = example::local_node("store", certs);
  // [checker]
  builder.checker(
    aegis::make_function_checker("disk", [&]() -> aegis::outcome<aegis::done> {
      if (disk_is_full)
        return aegis::fault{aegis::ec::overloaded, "no space left"};
      return aegis::done{};
    }));
  aegis::node_settings settings;
  settings.health.interval = std::chrono::milliseconds{200};
  builder.settings(settings);
  // [checker]
  auto store = example::started(std::move(builder));
  auto guard = example::started(example::local_node("guard", certs));
  example::connect(guard, store);

  store.set_health(health_status::healthy, "open for business");
  auto seen = example::value_of(guard.peer_health("store"));
  report(out, "store", seen);
  out.saw("a peer hears what the application said",
          is_healthy(seen) && seen.message == "open for business");

  disk_is_full = true;
  out.saw("the periodic check finds the full disk", example::eventually([&] {
            seen = example::value_of(guard.peer_health("store"));
            return seen.status == health_status::unhealthy
                   && seen.error.find("no space left") != seen.error.npos;
          }));
  report(out, "store", seen);

  disk_is_full = false;
  out.saw("a check on demand finds it well again",
          is_healthy(store.check_health()));

  example::require(guard.add_checker(aegis::make_ping_checker(guard, "store")));
  seen = guard.check_health();
  report(out, "guard", seen);
  out.saw("the ping checker is content", is_healthy(seen));

  store.shutdown();
  out.saw("and is not once the peer is gone", example::eventually([&] {
            return !is_healthy(guard.check_health());
          }));
  report(out, "guard", guard.current_health());
}

} // namespace

int main() {
  return example::run("Health", health);
}
