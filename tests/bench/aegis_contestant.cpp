#include "tests/bench/caf_calls.hpp"

#include <aegis/node.hpp>

#include <caf/event_based_actor.hpp>
#include <caf/scoped_actor.hpp>

namespace bench {

namespace {

const aegis::service_id echo_service{"echo", "v1"};
const aegis::service_id bulk_service{"bulk", "v1"};

/// Hands out the bare handle of an actor that does the same.
const aegis::service_id door_service{"door", "v1"};

template <class T>
T unwrap(caf::expected<T> x) {
  if (!x)
    give_up(aegis::describe(x.error()));
  return std::move(*x);
}

void check(const caf::expected<void>& x) {
  if (!x)
    give_up(aegis::describe(x.error()));
}

aegis::node_builder builder(const char* id, const std::string& certs) {
  aegis::node_builder result;
  result.id(id).name(id).address("127.0.0.1:0").cert_dir(certs);
  return result;
}

caf::actor spawn_echo(caf::actor_system& sys) {
  return sys.spawn(echo);
}

/// Not in the way of what else the node does.
caf::actor spawn_detached_echo(caf::actor_system& sys) {
  return sys.spawn<caf::detached>(echo);
}

class aegis_server : public server {
public:
  explicit aegis_server(const std::string& certs)
    : node_(unwrap(builder(server_id, certs)
                     .provide(echo_service, spawn_echo)
                     .provide(bulk_service, spawn_detached_echo)
                     .build())) {
    auto bare = spawn_echo(node_.system());
    node_.export_actor(bare);
    auto door = node_.system().spawn([bare](caf::event_based_actor*) {
      return caf::behavior{[bare](int) { return bare; }};
    });
    check(node_.provide(door_service, door));
    check(node_.start());
  }

  std::uint16_t port() const override {
    auto address = node_.address();
    return static_cast<std::uint16_t>(
      std::stoi(address.substr(address.rfind(':') + 1)));
  }

private:
  aegis::node node_;
};

/// Calls the service by its name.
class aegis_client : public client {
public:
  aegis_client(const std::string& certs, std::uint16_t port)
    : node_(unwrap(builder(client_id, certs).build())),
      server_{server_id, "127.0.0.1:" + std::to_string(port)} {
    check(node_.start());
    connect();
    check(node_.await_service(echo_service));
    check(node_.await_service(bulk_service));
    echo_ = node_.service(echo_service);
    check(node_.await_service(door_service));
    caf::scoped_actor self{node_.system()};
    self->request(node_.service(door_service), std::chrono::seconds(10), 1)
      .receive([this](const caf::actor& x) { bare_ = x; },
               [](const caf::error& why) { give_up(aegis::describe(why)); });
    bulk_ = node_.service(bulk_service);
  }

  std::vector<float> call(const load& x) override {
    return call_from_actor(node_.system(), echo_, x);
  }

  std::vector<float> call_bare(const load& x) override {
    return call_from_actor(node_.system(), bare_, x);
  }

  bool has_services() const override {
    return true;
  }

  crowded call_beside(const load& x, const load& beside) override {
    auto ping = [this](crowded& found) {
      auto took = unwrap(node_.ping(server_id));
      found.pings.push_back(
        std::chrono::duration<float, std::micro>(took).count());
    };
    return call_beside_from_actors(node_.system(), echo_, x, bulk_, beside,
                                   ping);
  }

  void reconnect() override {
    check(node_.remove_peer(server_id));
    connect();
    unwrap(node_.ping(server_id));
  }

private:
  void connect() {
    check(node_.add_peer(server_));
    check(node_.await_peer(server_id));
  }

  aegis::node node_;
  aegis::peer_address server_;
  caf::actor echo_;
  caf::actor bare_;
  caf::actor bulk_;
};

} // namespace

std::unique_ptr<server> make_aegis_server(const std::string& certs) {
  return std::make_unique<aegis_server>(certs);
}

std::unique_ptr<client> make_aegis_client(const std::string& certs,
                                          std::uint16_t port) {
  return std::make_unique<aegis_client>(certs, port);
}

} // namespace bench
