#include "fixture.hpp"

#include <utility>

namespace aegis::test {

pool_fixture::pool_fixture(node_settings::service_settings x)
  : settings(std::move(x)),
    sys(cfg),
    sched(static_cast<caf::scheduler::test_coordinator&>(sys.scheduler())),
    snapshots(std::make_shared<detail::snapshot_cell>()) {
  snapshots->publish(table.snapshot());
  topology = spawn_topology();
  peers = spawn_peers();
  detail::service_pool_deps deps;
  deps.node_id = "here";
  deps.hub = &network;
  deps.topology = caf::actor_cast<detail::topology_internal_actor>(topology);
  deps.peers = caf::actor_cast<peer_manager_actor>(peers);
  deps.snapshots = snapshots;
  deps.seed = 1;
  desk = std::make_shared<detail::handle_desk>(sys, settings, 1);
  deps.desk = desk;
  deps.settings.services = settings;
  gate = std::make_shared<detail::call_gate>(
    sys, "here", snapshots, settings.rules_file, settings.allow_by_default);
  deps.gate = gate;
  pool = sys.spawn(detail::service_pool, std::move(deps));
  run();
}

pool_fixture::~pool_fixture() {
  held_connections.clear();
  held_promises.clear();
  // A port holds its target, so what has seen ports must let go of them.
  for (auto& target : targets) {
    as_proxy(target).senders.clear();
    as_proxy(target).on_message = nullptr;
  }
  for (auto& kvp : nodes)
    kvp.second.log->forget();
  caf::anon_send_exit(pool, caf::exit_reason::user_shutdown);
  caf::anon_send_exit(topology, caf::exit_reason::user_shutdown);
  caf::anon_send_exit(peers, caf::exit_reason::user_shutdown);
  for (auto& x : local_providers)
    caf::anon_send_exit(x, caf::exit_reason::kill);
  for (auto& kvp : nodes) {
    caf::anon_send_exit(kvp.second.endpoint, caf::exit_reason::kill);
    caf::anon_send_exit(kvp.second.provider, caf::exit_reason::kill);
  }
  run();
}

void pool_fixture::pass(std::chrono::milliseconds x) {
  constexpr auto step = 10ms;
  for (auto left = x; left.count() > 0; left -= step) {
    sched.advance_time(std::min(left, std::chrono::milliseconds{step}));
    run();
  }
}

// -- questions to the pool ---------------------------------------------------

caf::actor pool_fixture::handle(call_options options,
                                std::set<std::string> interface,
                                service_id service) {
  auto found = ask<caf::strong_actor_ptr>(
    service_handle_request{std::move(service), options, std::move(interface)});
  BOOST_REQUIRE(found);
  return caf::actor_cast<caf::actor>(*found);
}

bool pool_fixture::provide(const caf::actor& provider, service_id service) {
  local_providers.push_back(provider);
  return order(service_provision{std::move(service), provider, {}, {}});
}

bool pool_fixture::provide(std::function<caf::actor(caf::actor_system&)> make,
                           provide_options options) {
  return order(service_provision{greeting, nullptr, std::move(make), options});
}

service_metrics pool_fixture::metrics() {
  auto found = ask<service_metrics>(service_metrics_query{});
  BOOST_REQUIRE(found);
  return *found;
}

bool pool_fixture::withdraw(service_id service) {
  return order(service_withdrawal{std::move(service)});
}

provider_count pool_fixture::count(service_id service) {
  auto found = ask<provider_count>(provider_count_query{std::move(service)});
  BOOST_REQUIRE(found);
  return *found;
}

// -- other nodes -------------------------------------------------------------

pool_fixture::other& pool_fixture::add_node(const std::string& id,
                                            bool announced) {
  auto& x = nodes[id];
  x.log = std::make_shared<provider_log>();
  x.provider = spawn_provider(sys, id, x.log);
  x.endpoint = spawn_endpoint(id);
  reconnect(id);
  if (announced)
    announce(id, topology_change::service_up);
  return x;
}

void pool_fixture::reconnect(const std::string& id) {
  auto& x = nodes.at(id);
  auto number = static_cast<std::uint32_t>(nodes.size());
  x.target = proxy::make(sys, other_node(number), x.provider);
  network.proxies[{id, x.provider.id()}] = x.target;
  targets.push_back(x.target);
}

node_info pool_fixture::record(const std::string& id) const {
  node_info x;
  x.id = id;
  x.address = "127.0.0.1:1";
  x.incarnation = 1;
  x.services = {greeting};
  return x;
}

void pool_fixture::list(node_info x, const service_id& service) {
  topology_event event;
  event.change = topology_change::service_up;
  event.node = std::move(x);
  event.node.revision = ++revision;
  event.service = service;
  tell(event);
}

void pool_fixture::announce(const std::string& id, topology_change change,
                            std::uint64_t incarnation) {
  topology_event x;
  x.change = change;
  x.node = record(id);
  x.node.incarnation = incarnation;
  x.service = greeting;
  x.node.revision = ++revision;
  tell(x);
}

/// The topology actor publishes a change before it tells of it.
void pool_fixture::tell(const topology_event& x) {
  detail::table_news news;
  news.changes = publish(x);
  caf::anon_send(pool, std::move(news));
  run();
}

mesh::record_changes pool_fixture::publish(const topology_event& x) {
  auto node = x.node;
  if (x.change == topology_change::service_down)
    node.services.clear();
  if (x.change == topology_change::down)
    node.status = node_status::down;
  if (x.change == topology_change::left)
    node.status = node_status::left;
  auto result = table.merge({node}, timestamp_ms{});
  snapshots->publish(table.snapshot());
  return result.changes;
}

// -- stand-ins ---------------------------------------------------------------

caf::actor pool_fixture::spawn_topology() {
  return sys.spawn([this](caf::event_based_actor*) -> caf::behavior {
    auto result = [this]() -> caf::result<topology_view> {
      if (announce_error.code != ec::none)
        return to_error(announce_error);
      return topology_view{};
    };
    return {
      [](const detail::table_watch&) {},
      [=](const service_announcement& x) {
        announcements.push_back('+' + to_string(x.service));
        return result();
      },
      [=](const service_withdrawal& x) {
        announcements.push_back('-' + to_string(x.service));
        return result();
      },
    };
  });
}

caf::actor pool_fixture::spawn_peers() {
  return sys.spawn([this](caf::event_based_actor* self) -> caf::behavior {
    return {
      [=](const connection_request& x) -> caf::result<peer_connection> {
        connections.push_back(x.node_id);
        auto promise = self->make_response_promise();
        if (hold_connections) {
          auto number = static_cast<int>(held_promises.size());
          held_promises.emplace_back(x.node_id, promise);
          held_connections.push_back([this, number] {
            caf::anon_send(peers, number); // a promise belongs to its actor
            run();
          });
        } else
          answer_connection(x.node_id, promise);
        return caf::delegated<peer_connection>{};
      },
      [=](int number) {
        auto& x = held_promises[static_cast<std::size_t>(number)];
        answer_connection(x.first, x.second);
      },
    };
  });
}

void pool_fixture::answer_connection(const std::string& id,
                                     caf::response_promise promise) {
  if (connect_error.code != ec::none)
    promise.deliver(to_error(connect_error));
  else
    promise.deliver(peer_connection{id, nodes.at(id).endpoint, nullptr});
}

caf::actor pool_fixture::spawn_endpoint(const std::string& id) {
  return sys.spawn([=](caf::event_based_actor*) -> caf::behavior {
    return {
      [=](const frame& x) -> caf::result<frame> {
        auto question = wire::unpack<v1::ServiceRequest>(x);
        BOOST_REQUIRE(question);
        BOOST_TEST(question->name() == greeting.name);
        auto& node = nodes.at(id);
        if (!node.provider)
          return make_error(ec::unknown_service, "not here");
        v1::ServiceReference answer;
        answer.set_actor(node.provider.id());
        for (auto& signature : node.interface)
          answer.add_interface(signature);
        return wire::pack(answer);
      },
    };
  });
}

} // namespace aegis::test
