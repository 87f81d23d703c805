// In: provisions and withdrawals of the application; questions of the mesh
// endpoint. Out: guards to the transport, announcements to the topology.

#include "actors/services/service_pool.hpp"

#include "actors/answer.hpp"
#include "actors/services/call_error.hpp"
#include "actors/services/figures.hpp"
#include "aegis/error.hpp"
#include "log/log.hpp"

#include <caf/actor_cast.hpp>
#include <caf/make_message.hpp>
#include <caf/typed_response_promise.hpp>

#include <utility>

namespace aegis::detail {

service_pool_state::service_pool_state(pointer ptr) : self(ptr) {
  // nop
}

service_pool_state::~service_pool_state() {
  auto why = make_error(ec::shutting_down,
                        "node '" + deps.node_id + "' is shutting down");
  for (auto& [service, entry] : wanted)
    for (auto& handle : entry.handles)
      if (plain_actor<service_handle> x{handle.ptr.lock()})
        x->end(why);
  for (auto& weak : ports)
    if (plain_actor<reply_port> port{weak.lock()})
      port->stop(why);
  if (locals)
    locals->stop(why);
  if (timers)
    timers->stop(why);
  for (auto& promise : draining)
    promise.deliver(caf::unit);
  if (deps.desk)
    deps.desk->close(why);
}

void service_pool_state::init(service_pool_deps x) {
  deps = std::move(x);
  alarm = deps.desk->alarm();
  timers = deps.desk->timers();
  gate = deps.gate;
  lookups = std::make_unique<resolver>(resolver::setup{
    self, deps.peers, deps.hub, deps.settings.peers.ping_timeout});
  caf::weak_actor_ptr weak_self{self->ctrl()};
  auto tell = [weak_self](const service_id& service, const caf::actor_addr&,
                          const caf::error& why) {
    if (auto pool = weak_self.lock())
      pool->enqueue(nullptr, caf::make_message_id(),
                    caf::make_message(instance_end{service, why}), nullptr);
  };
  locals = std::make_unique<local_services>(
    self->system(), local_services_setup{deps.node_id, deps.hub, alarm, timers,
                                         gate, deps.seed, std::move(tell)});
  self->set_down_handler([this](const caf::down_msg& down) { on_down(down); });
  caf::anon_send(deps.topology, table_watch{caf::actor_cast<caf::actor>(self)});
  deps.desk->attach(caf::weak_actor_ptr{self->ctrl()});
  on_handles_made();
}

service_pool_internal_actor::behavior_type service_pool_state::make_behavior() {
  return {
    [this](const service_handle_request& x) {
      return on_service_handle_request(x);
    },
    [this](const service_provision& x) { return on_service_provision(x); },
    [this](const service_withdrawal& x) { return on_service_withdrawal(x); },
    [this](const service_health_update& x) {
      return on_service_health_update(x);
    },
    [this](const service_drain& x) { return on_service_drain(x); },
    [this](const call_rules_reload& x) { return on_call_rules_reload(x); },
    [this](const service_metrics_query& x) {
      return on_service_metrics_query(x);
    },
    [this](const instance_end& x) { on_instance_end(x); },
    [this](const local_provider_query& x) {
      return on_local_provider_query(x);
    },
    [this](const provider_count_query& x) {
      return on_provider_count_query(x);
    },
    [this](const table_news& x) { on_table_news(x); },
    [this](const alarm_set&) { on_alarm_set(); },
    [this](const alarm_due&) { on_alarm_due(); },
    [this](const publication_due& x) { on_publication_due(x); },
    [this](const handles_made&) { on_handles_made(); },
    [this](const handle_end& x) { on_handle_end(x); },
  };
}

// -- this node's services ----------------------------------------------------

caf::result<caf::unit_t>
service_pool_state::on_service_provision(const service_provision& x) {
  auto added = x.factory ? locals->add(x.service, x.factory, x.options)
                         : locals->add(x.service, x.provider);
  if (!added)
    return to_error(added.error());
  auto guard = (*added)->guard.ptr();
  self->monitor(guard);
  publish_all(x.service.name);
  auto promise = self->make_response_promise<caf::unit_t>();
  self->request(deps.topology, caf::infinite, service_announcement{x.service})
    .then(
      [promise](const topology_view&) mutable { promise.deliver(caf::unit); },
      [this, promise, guard,
       service = x.service](const caf::error& why) mutable {
        auto known = locals->find(service);
        if (known != nullptr && known->guard.ptr() == guard)
          locals->withdraw(service, alarm->now());
        alarm->need(alarm->now());
        publish_all(service.name);
        promise.deliver(local_failure(why));
      });
  return promise;
}

caf::result<caf::unit_t>
service_pool_state::on_service_withdrawal(const service_withdrawal& x) {
  auto until = alarm->now() + defaults::withdrawal_linger;
  auto* known = locals->find(x.service);
  auto announced = known != nullptr && known->announced;
  if (!locals->withdraw(x.service, until))
    return make_error(ec::unknown_service,
                      name_of(x.service, deps.node_id) + " is not provided");
  alarm->need(until);
  publish_all(x.service.name);
  if (!announced)
    return caf::unit;
  auto promise = self->make_response_promise<caf::unit_t>();
  self->request(deps.topology, caf::infinite, x)
    .then(
      [promise](const topology_view&) mutable { promise.deliver(caf::unit); },
      [promise](const caf::error& why) mutable {
        promise.deliver(local_failure(why));
      });
  return promise;
}

/// After the death of a service actor.
void service_pool_state::withdraw_record(const service_id& service) {
  log().warn("{}: its actor has ended", name_of(service, deps.node_id));
  publish_all(service.name);
  self->request(deps.topology, caf::infinite, service_withdrawal{service})
    .then([](const topology_view&) {},
          [service](const caf::error& why) {
            log().error("{}: not withdrawn: {}", name_of(service),
                        describe(why));
          });
}

// -- life of this node's services --------------------------------------------

/// Announces a service to the mesh, or withdraws it, as its state demands.
void service_pool_state::update_rotation(const service_id& service) {
  auto* x = locals->find(service);
  if (x == nullptr || x->ready() == x->announced)
    return;
  x->announced = x->ready();
  auto failed = [service](const caf::error& why) {
    log().error("{}: not announced: {}", name_of(service), describe(why));
  };
  if (x->announced)
    self->request(deps.topology, caf::infinite, service_announcement{service})
      .then([](const topology_view&) {}, failed);
  else
    self->request(deps.topology, caf::infinite, service_withdrawal{service})
      .then([](const topology_view&) {}, failed);
  publish_all(service.name);
}

caf::result<caf::unit_t>
service_pool_state::on_service_health_update(const service_health_update& x) {
  auto* known = locals->find(x.service);
  if (known == nullptr)
    return make_error(ec::unknown_service,
                      name_of(x.service, deps.node_id) + " is not provided");
  if (known->healthy != x.healthy)
    log().info("{}: {} {}", name_of(x.service, deps.node_id),
               x.healthy ? "healthy" : "unhealthy", x.reason);
  known->healthy = x.healthy;
  known->guard->refuse(
    x.healthy
      ? std::nullopt
      : std::optional{fault{ec::no_providers, "unhealthy: " + x.reason}});
  update_rotation(x.service);
  return caf::unit;
}

void service_pool_state::on_instance_end(const instance_end& x) {
  auto now = alarm->now();
  switch (locals->on_instance_end(x.service, x.why, now)) {
    case local_services::aftermath::nothing:
      break;
    case local_services::aftermath::restart:
      if (auto next = locals->expire(now))
        alarm->need(*next);
      break;
    case local_services::aftermath::give_up:
      if (locals->find(x.service)->announced)
        withdraw_record(x.service);
      locals->withdraw(x.service, now);
      alarm->need(now);
      break;
  }
  update_rotation(x.service);
}

caf::result<caf::unit_t>
service_pool_state::on_service_drain(const service_drain&) {
  locals->drain({ec::shutting_down, "node '" + deps.node_id + "' is leaving"});
  auto promise = self->make_response_promise<caf::unit_t>();
  draining.push_back(promise);
  alarm->need(alarm->now());
  return promise;
}

caf::result<caf::unit_t>
service_pool_state::on_call_rules_reload(const call_rules_reload&) {
  if (auto ok = gate->load(); !ok) {
    log().error("rules for calls stay as they are: {}", ok.error().text);
    return to_error(ok.error());
  }
  return caf::unit;
}

service_metrics
service_pool_state::on_service_metrics_query(const service_metrics_query&) {
  service_metrics result;
  for (auto& [service, entry] : wanted) {
    auto x = to_metrics(service, *entry.counters);
    for (auto& known : entry.handles)
      if (plain_actor<service_handle> handle{known.ptr.lock()})
        x.parked += handle->parked();
    result.consumed.push_back(std::move(x));
  }
  result.provided = locals->metrics();
  return result;
}

// -- questions ---------------------------------------------------------------

caf::result<local_provider> service_pool_state::on_local_provider_query(
  const local_provider_query& x) const {
  auto found = locals->find(x.service);
  if (found == nullptr)
    return make_error(ec::unknown_service,
                      name_of(x.service, deps.node_id) + " is not provided");
  return local_provider{found->guard.ptr(), found->interface};
}

service_pool_internal_actor::behavior_type
service_pool(service_pool_state::pointer self, service_pool_deps deps) {
  self->state.init(std::move(deps));
  return self->state.make_behavior();
}

} // namespace aegis::detail
