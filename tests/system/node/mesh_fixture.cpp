#include "mesh_fixture.hpp"

#include <caf/response_promise.hpp>

#include <utility>

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(caf::response_promise)

namespace aegis::test {

namespace {

/// How long "slow" takes: long enough to begin a shutdown meanwhile.
constexpr auto slow = 500ms;

} // namespace

caf::behavior greeter(caf::event_based_actor* self, std::string name) {
  return {
    [=](const std::string& text) -> caf::result<std::string> {
      auto who = caller_of(self);
      if (!who)
        return who.error();
      auto answer = name + " to " + who->node_id;
      if (text != "hold" && text != "slow" && text != "quit")
        return answer;
      auto promise = self->make_response_promise();
      if (text == "slow")
        self->delayed_send(self, slow, promise, answer);
      else if (text == "quit")
        self->quit(caf::exit_reason::user_shutdown);
      else
        self->attach_functor([promise] {});
      return caf::delegated<std::string>{};
    },
    [](caf::response_promise& promise, std::string& answer) {
      promise.deliver(std::move(answer));
    },
  };
}

node_builder mesh_fixture::builder(const std::string& id) {
  node_builder result;
  result.id(id).name("Node " + id).address("127.0.0.1:0").cert_dir(certs.path);
  result.key(key_kind::ecdsa_p256);
  return result;
}

node mesh_fixture::started(node_builder&& b) {
  auto made = b.build();
  BOOST_REQUIRE_EQUAL(text_of(made), "ok");
  BOOST_REQUIRE_EQUAL(text_of(made->start()), "ok");
  return std::move(*made);
}

node mesh_fixture::provider(const std::string& id) {
  auto b = builder(id);
  b.provide(greeting,
            [id](caf::actor_system& sys) { return sys.spawn(greeter, id); });
  return started(std::move(b));
}

void mesh_fixture::connect(node& from, const node& to) {
  BOOST_REQUIRE_EQUAL(text_of(from.add_peer({to.id(), to.address()})), "ok");
  BOOST_REQUIRE_EQUAL(text_of(from.await_peer(to.id(), patience)), "ok");
}

void mesh_fixture::await(node& at, std::size_t count) {
  BOOST_REQUIRE_EQUAL(text_of(at.await_service(greeting, count, patience)),
                      "ok");
}

std::string mesh_fixture::call(node& from, const caf::actor& service,
                               std::string text) {
  caf::scoped_actor self{from.system()};
  std::string result;
  self->request(service, patience, std::move(text))
    .receive([&](const std::string& x) { result = x; },
             [&](const caf::error& why) { result = describe(why); });
  return result;
}

std::future<std::string> mesh_fixture::call_aside(node& from,
                                                  const caf::actor& service,
                                                  std::string text) {
  return std::async(std::launch::async, [&from, service, text] {
    return call(from, service, text);
  });
}

peer_connection mesh_fixture::connection(node& from, const std::string& id) {
  peer_connection result;
  caf::scoped_actor self{from.system()};
  self
    ->request(from.peer_manager_handle(), patience, connection_request{id, {}})
    .receive([&](const peer_connection& x) { result = x; },
             [&](const caf::error& why) { BOOST_ERROR(describe(why)); });
  BOOST_REQUIRE(result.certificate);
  return result;
}

} // namespace aegis::test
