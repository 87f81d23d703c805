// Nodes in actor systems of the user's own, and new key material.

#include "mesh_fixture.hpp"

#include <caf/actor_system_config.hpp>

#include <filesystem>
#include <fstream>

using namespace aegis;
using namespace aegis::test;

namespace {

/// The configuration of an application that knows nothing of the mesh.
struct application_config : caf::actor_system_config {
  application_config() {
    set("scheduler.max-threads", std::size_t{2});
    configure(*this);
  }
};

struct fixture : mesh_fixture {
  node started_in(caf::actor_system& sys, const std::string& id) {
    node_builder b{sys};
    b.id(id).name(id).address("127.0.0.1:0").cert_dir(certs.path);
    b.key(key_kind::ecdsa_p256);
    return started(std::move(b));
  }

  /// Files of a node's certificate and key.
  std::string file(const std::string& id, const char* what) const {
    return certs.path + '/' + id + '-' + what + ".pem";
  }

  void remove_material(const std::string& id) const {
    std::filesystem::remove(file(id, "cert"));
    std::filesystem::remove(file(id, "key"));
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(systems_and_material, fixture)

BOOST_AUTO_TEST_CASE(a_node_lives_in_the_actor_system_of_an_application) {
  application_config cfg;
  caf::actor_system sys{cfg};
  auto mine = sys.spawn(greeter, "mine");
  {
    auto a = started_in(sys, "a");
    BOOST_TEST((&a.system() == &sys));
    BOOST_REQUIRE_EQUAL(text_of(a.provide(greeting, mine)), "ok");
    auto user = started("user");
    connect(user, a);
    auto service = user.service(greeting);
    await(user);
    BOOST_TEST(call(user, service) == "mine to user");
  }
  // The application's actor outlives the node.
  caf::scoped_actor self{sys};
  auto alive = false;
  self->request(mine, patience, std::string{"hello"})
    .receive([](const std::string&) {},
             [&](const caf::error& why) {
               alive = why != caf::sec::request_receiver_down;
             });
  BOOST_TEST(alive);
  self->send_exit(mine, caf::exit_reason::user_shutdown);
}

BOOST_AUTO_TEST_CASE(configure_leaves_the_scheduler_to_the_application) {
  caf::actor_system_config plain;
  caf::actor_system_config prepared;
  configure(prepared);
  for (const char* name :
       {"scheduler.policy", "scheduler.max-threads", "middleman.workers"})
    BOOST_TEST((caf::get_if(&plain.content, name) != nullptr)
               == (caf::get_if(&prepared.content, name) != nullptr));
}

BOOST_AUTO_TEST_CASE(one_node_at_a_time_in_one_actor_system) {
  application_config cfg;
  caf::actor_system sys{cfg};
  {
    auto a = started_in(sys, "a");
    node_builder second{sys};
    second.id("b").name("b").address("127.0.0.1:0").cert_dir(certs.path);
    second.key(key_kind::ecdsa_p256);
    auto made = second.build();
    BOOST_REQUIRE(!made);
    BOOST_CHECK(code_of(made.error()) == ec::node_exists);
    BOOST_TEST(describe(made.error()).find("a") != std::string::npos);
    BOOST_TEST(a.running());
  }
  auto next = started_in(sys, "c");
  auto user = started("user");
  connect(user, next);
}

// -- key material ------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(new_connections_use_a_reloaded_certificate) {
  auto a = started("a");
  auto user = started("user");
  connect(user, a);
  auto old = a.own_certificate().fingerprint;
  BOOST_TEST(connection(user, "a").certificate->fingerprint == old);
  remove_material("a");
  BOOST_REQUIRE_EQUAL(text_of(a.reload_tls()), "ok");
  auto fresh = a.own_certificate().fingerprint;
  BOOST_TEST(fresh != old);
  BOOST_TEST(user.is_connected("a")); // live connections stay
  BOOST_TEST(connection(user, "a").certificate->fingerprint == old);
  auto late = started("late");
  connect(late, a);
  BOOST_TEST(connection(late, "a").certificate->fingerprint == fresh);
  BOOST_TEST(text_of(a.validate()) == "ok");
}

BOOST_AUTO_TEST_CASE(bad_material_is_refused_and_the_old_stays) {
  auto a = started("a");
  auto old = a.own_certificate().fingerprint;
  std::ofstream{file("a", "cert")} << "no certificate\n";
  auto reloaded = a.reload_tls();
  BOOST_REQUIRE(!reloaded);
  BOOST_CHECK(code_of(reloaded.error()) == ec::bad_pem);
  BOOST_TEST(text_of(reloaded).find("a-cert.pem") != std::string::npos);
  BOOST_TEST(a.own_certificate().fingerprint == old);
  auto user = started("user");
  connect(user, a);
  BOOST_TEST(connection(user, "a").certificate->fingerprint == old);
}

BOOST_AUTO_TEST_CASE(material_of_another_node_is_refused) {
  auto a = started("a");
  auto b = started("b");
  auto old = a.own_certificate().fingerprint;
  for (const char* what : {"cert", "key"})
    std::filesystem::copy_file(
      file("b", what), file("a", what),
      std::filesystem::copy_options::overwrite_existing);
  auto reloaded = a.reload_tls();
  BOOST_REQUIRE(!reloaded);
  BOOST_CHECK(code_of(reloaded.error()) == ec::wrong_identity);
  BOOST_TEST(a.own_certificate().fingerprint == old);
}

BOOST_AUTO_TEST_SUITE_END()
