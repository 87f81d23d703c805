// Whole nodes with actor systems of their own, over loopback sockets.

#include <aegis/node.hpp>

#include <caf/all.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <map>
#include <string>

#include <stdlib.h>

using namespace aegis;
using namespace std::chrono_literals;

namespace {

/// Longer than any step takes on a loaded machine.
constexpr auto patience = 30s;

/// A directory that is removed at the end.
struct temporary_directory {
  std::string path;

  temporary_directory() {
    auto pattern
      = (std::filesystem::temp_directory_path() / "aegis-XXXXXX").string();
    path = ::mkdtemp(pattern.data());
  }

  ~temporary_directory() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
};

/// Answers a text with the provider's name and who asked; "hold" is never
/// answered.
caf::behavior greeter(caf::event_based_actor* self, std::string name) {
  return {
    [=](const std::string& text) -> caf::result<std::string> {
      if (text == "hold") {
        auto promise = self->make_response_promise();
        self->attach_functor([promise] {}); // never answered
        return caf::delegated<std::string>{};
      }
      auto who = caller_of(self);
      if (!who)
        return who.error();
      return name + " to " + who->node_id;
    },
  };
}

struct mesh_fixture {
  temporary_directory certs;
  service_id greeting{"greeting", "v1"};

  node_builder builder(const std::string& id) {
    node_builder result;
    result.id(id)
      .name("Node " + id)
      .address("127.0.0.1:0")
      .cert_dir(certs.path);
    result.key(key_kind::ecdsa_p256);
    return result;
  }

  node started(node_builder b) {
    auto made = b.build();
    BOOST_REQUIRE_MESSAGE(made, (made ? "" : describe(made.error())));
    auto up = made->start();
    BOOST_REQUIRE_MESSAGE(up, (up ? "" : describe(up.error())));
    return std::move(*made);
  }

  node provider(const std::string& id) {
    auto b = builder(id);
    b.provide(greeting,
              [id](caf::actor_system& sys) { return sys.spawn(greeter, id); });
    return started(std::move(b));
  }

  static void connect(node& from, const node& to) {
    auto added = from.add_peer({to.id(), to.address()});
    BOOST_REQUIRE_MESSAGE(added, (added ? "" : describe(added.error())));
    auto up = from.await_peer(to.id(), patience);
    BOOST_REQUIRE_MESSAGE(up, (up ? "" : describe(up.error())));
  }

  /// The answer or the name of the error.
  static std::string call(node& from, const caf::actor& service,
                          std::string text = "hello") {
    caf::scoped_actor self{from.system()};
    std::string result;
    self->request(service, patience, std::move(text))
      .receive([&](const std::string& x) { result = x; },
               [&](const caf::error& why) { result = describe(why); });
    return result;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(calls_between_nodes, mesh_fixture)

BOOST_AUTO_TEST_CASE(a_service_is_called_by_name_and_knows_its_caller) {
  auto a = provider("a");
  auto user = started(builder("user"));
  connect(user, a);
  auto service = user.service(greeting);
  auto ready = user.await_service(greeting, 1, patience);
  BOOST_REQUIRE_MESSAGE(ready, (ready ? "" : describe(ready.error())));
  BOOST_TEST(call(user, service) == "a to user");
}

BOOST_AUTO_TEST_CASE(providers_take_turns_and_a_lost_one_is_left_out) {
  auto a = provider("a");
  auto user = started(builder("user"));
  connect(user, a);
  auto service = user.service(greeting);
  {
    auto b = provider("b");
    connect(user, b);
    BOOST_REQUIRE(user.await_service(greeting, 2, patience));
    std::map<std::string, int> counts;
    for (int i = 0; i < 20; ++i)
      ++counts[call(user, service)];
    BOOST_TEST(counts["a to user"] == 10);
    BOOST_TEST(counts["b to user"] == 10);
  }
  for (int i = 0; i < 10; ++i)
    call(user,
         service); // a call that crosses the end may be answered peer_lost
  for (int i = 0; i < 10; ++i)
    BOOST_TEST(call(user, service) == "a to user");
}

BOOST_AUTO_TEST_CASE(without_a_provider_a_request_is_answered_at_once) {
  auto user = started(builder("user"));
  auto answer = call(user, user.service(greeting));
  BOOST_TEST(answer.find("no_providers") == 0u);
}

BOOST_AUTO_TEST_CASE(a_local_provider_is_called_without_a_peer) {
  auto a = provider("a");
  BOOST_REQUIRE(a.await_service(greeting, 1, patience));
  BOOST_TEST(call(a, a.service(greeting)) == "a to a");
}

BOOST_AUTO_TEST_CASE(a_member_of_the_seed_is_found_through_it) {
  auto seed = started(builder("seed"));
  auto a = provider("a");
  connect(a, seed);
  auto user = started(builder("user"));
  connect(user, seed);
  auto service = user.service(greeting);
  auto ready = user.await_service(greeting, 1, patience);
  BOOST_REQUIRE_MESSAGE(ready, (ready ? "" : describe(ready.error())));
  BOOST_TEST(call(user, service) == "a to user");
}

BOOST_AUTO_TEST_CASE(peers_answer_the_questions_of_the_mesh) {
  auto a = provider("a");
  auto user = started(builder("user"));
  connect(user, a);
  BOOST_TEST(static_cast<bool>(user.ping("a")));
  auto info = user.peer_node_info("a");
  BOOST_REQUIRE(info);
  BOOST_TEST(info->name == "Node a");
  BOOST_TEST(info->address == a.address());
  a.set_health(health_status::unhealthy, "tired");
  auto state = user.peer_health("a");
  BOOST_REQUIRE(state);
  BOOST_TEST((state->status == health_status::unhealthy));
  BOOST_TEST(static_cast<bool>(user.sync_topology("a")));
  BOOST_TEST(user.mesh_nodes().size() == 2u);
  BOOST_TEST(user.is_connected("a"));
}

BOOST_AUTO_TEST_CASE(a_second_node_in_one_actor_system_is_refused) {
  auto a = started(builder("a"));
  node_builder second{a.system()};
  second.id("b").name("b").address("127.0.0.1:0").cert_dir(certs.path);
  second.key(key_kind::ecdsa_p256);
  auto made = second.build();
  BOOST_REQUIRE(!made);
  BOOST_TEST((code_of(made.error()) == ec::node_exists));
}

BOOST_AUTO_TEST_CASE(what_is_missing_is_named) {
  auto refused = [&](node_builder b) {
    auto made = b.build();
    BOOST_REQUIRE(!made);
    return code_of(made.error());
  };
  BOOST_TEST((refused(builder("../x")) == ec::invalid_id));
  auto b = builder("a");
  b.address("nowhere");
  BOOST_TEST((refused(std::move(b)) == ec::invalid_address));
}

BOOST_AUTO_TEST_SUITE_END()
