// In: the application's calls about services. Out: questions to the service
// pool; the handles that it returns are used without this file.

#include "actors/node/ask.hpp"
#include "actors/node/node_impl.hpp"
#include "aegis/node.hpp"

#include <caf/actor_cast.hpp>

#include <algorithm>
#include <thread>
#include <utility>

namespace aegis {

namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

/// Between two questions for the number of providers: short for a person, long
/// for a machine.
constexpr auto poll_interval = 10ms;

} // namespace

caf::expected<void> node::provide(service_id service, caf::actor provider) {
  auto& core = *impl_->core;
  auto done
    = detail::order(core.system(), core.actors().services, core.timeout(),
                    service_provision{std::move(service), provider, {}, {}});
  if (done)
    core.adopt(provider);
  return done;
}

caf::expected<void>
node::provide(service_id service,
              std::function<caf::actor(caf::actor_system&)> factory,
              provide_options options) {
  auto& core = *impl_->core;
  if (!factory)
    return make_error(ec::invalid_argument,
                      "provide: no factory for " + to_string(service));
  return detail::order(core.system(), core.actors().services, core.timeout(),
                       service_provision{std::move(service), nullptr,
                                         std::move(factory), options});
}

caf::expected<void> node::set_service_health(const service_id& service,
                                             bool healthy, std::string reason) {
  auto& core = *impl_->core;
  return detail::order(
    core.system(), core.actors().services, core.timeout(),
    service_health_update{service, healthy, std::move(reason)});
}

caf::expected<void> node::reload_call_rules() {
  auto& core = *impl_->core;
  return detail::order(core.system(), core.actors().services, core.timeout(),
                       call_rules_reload{});
}

service_metrics node::metrics() const {
  auto& core = *impl_->core;
  auto result
    = detail::ask<service_metrics>(core.system(), core.actors().services,
                                   core.timeout(), service_metrics_query{});
  return result ? std::move(*result) : service_metrics{};
}

caf::expected<void> node::withdraw(const service_id& service) {
  auto& core = *impl_->core;
  return detail::order(core.system(), core.actors().services, core.timeout(),
                       service_withdrawal{service});
}

caf::actor node::service(service_id name, call_options options) {
  return caf::actor_cast<caf::actor>(
    typed_service(std::move(name), options, {}));
}

caf::strong_actor_ptr node::typed_service(service_id name, call_options options,
                                          std::set<std::string> interface) {
  return impl_->core->desk().open(std::move(name), options,
                                  std::move(interface));
}

caf::expected<void> node::await_service(const service_id& name,
                                        std::size_t count,
                                        std::chrono::milliseconds timeout) {
  auto& core = *impl_->core;
  auto end = steady_clock::now()
             + std::min<std::chrono::milliseconds>(timeout, defaults::wait_max);
  for (;;) {
    auto now
      = detail::ask<provider_count>(core.system(), core.actors().services,
                                    core.timeout(), provider_count_query{name});
    if (!now)
      return std::move(now.error());
    if (now->callable >= count)
      return {};
    if (steady_clock::now() >= end)
      return make_error(ec::no_providers,
                        "service " + to_string(name) + ": "
                          + std::to_string(now->callable) + " of "
                          + std::to_string(count) + " providers can be called, "
                          + std::to_string(now->known) + " are known");
    std::this_thread::sleep_for(poll_interval);
  }
}

void node::export_actor(const caf::actor& x) {
  if (x)
    impl_->core->hub().export_actor(caf::actor_cast<caf::strong_actor_ptr>(x));
}

} // namespace aegis
