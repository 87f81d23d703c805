// Two nodes provide a service; each is replaced by a new one while clients call
// it all the time. No call fails.

#include "support.hpp"

#include <caf/event_based_actor.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace {

const aegis::service_id pricing{"pricing", "v1"};

caf::behavior price_list(caf::event_based_actor*) {
  return {[](int article) { return article * 3 + 1; }};
}

aegis::node start_provider(const std::string& id, const std::string& certs) {
  auto builder = example::local_node(id, certs);
  // [supervised]
  aegis::provide_options options;
  options.instances = 2;
  options.restart = aegis::restart_policy::on_failure;
  builder.provide(
    pricing, [](caf::actor_system& sys) { return sys.spawn(price_list); },
    options);
  // [supervised]
  return example::started(std::move(builder));
}

struct figures {
  std::atomic<int> calls{0};
  std::atomic<int> failed{0};
  std::atomic<bool> stop{false};
};

/// Calls again with each answer.
caf::behavior client(caf::event_based_actor* self, caf::actor service,
                     std::shared_ptr<figures> seen) {
  auto step = std::make_shared<std::function<void()>>();
  *step = [=, weak = std::weak_ptr<std::function<void()>>{step}] {
    if (seen->stop) {
      self->quit();
      return;
    }
    auto next = [=] {
      ++seen->calls;
      if (auto again = weak.lock())
        (*again)();
    };
    self->request(service, caf::infinite, 14)
      .then(
        [=](int price) {
          seen->failed += price == 43 ? 0 : 1;
          next();
        },
        [=](const caf::error&) {
          ++seen->failed;
          next();
        });
  };
  self->attach_functor([step] {}); // it lives as long as the client
  (*step)();
  return {[](caf::unit_t) {}};
}

void rolling_restart(example::account& out, const std::string& certs) {
  auto desk = example::started(example::local_node("desk", certs));
  std::map<std::string, std::unique_ptr<aegis::node>> providers;
  auto replace = [&](const std::string& old, const std::string& fresh) {
    auto x = std::make_unique<aegis::node>(start_provider(fresh, certs));
    example::connect(desk, *x);
    providers[fresh] = std::move(x);
    auto count = providers.size() - (old.empty() ? 0 : 1);
    example::require(desk.await_service(pricing, count, example::patience));
    if (old.empty())
      return;
    // [leave]
    providers.at(old)->shutdown(std::chrono::seconds(5));
    // [leave]
    providers.erase(old);
  };
  replace({}, "anna-1");
  replace({}, "bert-1");
  example::require(desk.await_service(pricing, 2, example::patience));

  // [options]
  aegis::call_options options;
  options.policy = aegis::pick_policy::peak_ewma;
  options.idempotent = true; // asking for a price twice does no harm
  options.deadline = std::chrono::seconds(5);
  auto service = desk.service(pricing, options);
  // [options]
  auto seen = std::make_shared<figures>();
  for (int i = 0; i < 8; ++i)
    desk.system().spawn(client, service, seen);
  auto await_calls = [&](int count) {
    auto until = seen->calls + count;
    return example::eventually([&] { return seen->calls >= until; });
  };
  auto served = await_calls(500);
  replace("anna-1", "anna-2");
  served = await_calls(500) && served;
  replace("bert-1", "bert-2");
  served = await_calls(500) && served;
  seen->stop = true;

  out.tell(std::to_string(seen->calls) + " calls, "
           + std::to_string(seen->failed) + " failed");
  out.saw("calls were answered all the time", served);
  out.saw("no call failed", seen->failed == 0);
  // [metrics]
  for (const auto& x : desk.metrics().consumed)
    out.tell(to_string(x.service) + ": " + std::to_string(x.calls.calls)
             + " calls, " + std::to_string(x.retries) + " retries");
  // [metrics]
}

} // namespace

int main() {
  return example::run("A rolling restart", rolling_restart);
}
