// What keeps a node from being built or started, and that its text says why.

#include "mesh_fixture.hpp"

#include <caf/actor_system_config.hpp>

#include <filesystem>

using namespace aegis;
using namespace aegis::test;

namespace {

struct fixture : mesh_fixture {
  /// Building fails with this code and a text that has both parts, and leaves
  /// the directory alone.
  void refused(node_builder& b, ec code, const std::string& field,
               const std::string& value = {}) {
    auto made = b.build();
    BOOST_REQUIRE(!made);
    auto text = describe(made.error());
    BOOST_CHECK_MESSAGE(code_of(made.error()) == code, text);
    BOOST_CHECK_MESSAGE(text.find(field) != std::string::npos, text);
    BOOST_CHECK_MESSAGE(text.find(value) != std::string::npos, text);
    BOOST_TEST(std::filesystem::is_empty(certs.path));
  }

  template <class Change>
  void refused_with(Change change, ec code, const std::string& field,
                    const std::string& value = {}) {
    auto b = builder("a");
    change(b);
    refused(b, code, field, value);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(build_errors, fixture)

BOOST_AUTO_TEST_CASE(an_id_is_needed_and_has_rules) {
  refused_with([](auto& b) { b.id(""); }, ec::invalid_id, "id: missing");
  refused_with([](auto& b) { b.id("../x"); }, ec::invalid_id, "id", "../x");
  refused_with([](auto& b) { b.id("a\nb"); }, ec::invalid_id, "id", "\\x0a");
  refused_with([](auto& b) { b.id(std::string(65, 'a')); }, ec::invalid_id,
               "id", "64");
}

BOOST_AUTO_TEST_CASE(a_name_is_needed_and_is_text) {
  refused_with([](auto& b) { b.name(""); }, ec::invalid_argument,
               "name: missing");
  refused_with([](auto& b) { b.name("two\nlines"); }, ec::invalid_argument,
               "name", "two\\x0alines");
  refused_with([](auto& b) { b.name("caf\xe9"); }, ec::invalid_argument, "name",
               "\\xe9");
}

BOOST_AUTO_TEST_CASE(an_address_is_needed_and_can_be_dialed) {
  refused_with([](auto& b) { b.address(""); }, ec::invalid_address,
               "address: missing");
  for (const char* bad :
       {"nowhere", "127.0.0.1", "127.0.0.1:65536", ":1", "::1:80", "a b:1"})
    refused_with([&](auto& b) { b.address(bad); }, ec::invalid_address,
                 "address", bad);
  refused_with([](auto& b) { b.address("0.0.0.0:0"); }, ec::invalid_address,
               "advertise", "0.0.0.0:0");
  refused_with([](auto& b) { b.advertise("here"); }, ec::invalid_address,
               "advertise", "here");
}

BOOST_AUTO_TEST_CASE(type_region_labels_and_mesh_are_text) {
  refused_with([](auto& b) { b.type("\x1b"); }, ec::invalid_argument, "type",
               "\\x1b");
  refused_with([](auto& b) { b.region("\x1b"); }, ec::invalid_argument,
               "region", "\\x1b");
  refused_with([](auto& b) { b.label("", "x"); }, ec::invalid_argument,
               "labels");
  refused_with([](auto& b) { b.label("k", "\x1b"); }, ec::invalid_argument,
               "label \"k\"", "\\x1b");
  refused_with([](auto& b) { b.mesh("a mesh"); }, ec::invalid_argument, "mesh",
               "a mesh");
}

BOOST_AUTO_TEST_CASE(services_have_names_actors_and_no_twins) {
  auto factory = [](caf::actor_system& sys) { return sys.spawn(greeter, "a"); };
  refused_with(
    [&](auto& b) {
      b.provide({"a b", "v1"}, factory);
    },
    ec::invalid_argument, "service name", "a b");
  refused_with(
    [](auto& b) {
      b.provide({"a", "v1"}, caf::actor{});
    },
    ec::invalid_argument, "provide", "a@v1");
  refused_with(
    [&](auto& b) {
      b.provide({"a", "v1"}, factory);
      b.provide({"a", "v1"}, factory);
    },
    ec::already_exists, "provide", "a@v1");
  refused_with(
    [](auto& b) {
      b.declare({"a", ""});
    },
    ec::invalid_argument, "service version");
}

BOOST_AUTO_TEST_CASE(checkers_and_settings_are_checked) {
  refused_with([](auto& b) { b.checker(nullptr); }, ec::invalid_argument,
               "checker");
  refused_with(
    [](auto& b) {
      node_settings x;
      x.peers.ping_timeout = -5ms;
      b.settings(x);
    },
    ec::invalid_argument, "peers.ping_timeout", "-5 ms");
  refused_with(
    [](auto& b) {
      node_settings x;
      x.peers.backoff_max = 1ms;
      b.settings(x);
    },
    ec::invalid_argument, "peers.backoff_max");
}

BOOST_AUTO_TEST_CASE(an_actor_system_has_to_be_prepared) {
  caf::actor_system_config plain;
  caf::actor_system sys{plain};
  node_builder b{sys};
  b.id("a").name("a").address("127.0.0.1:0").cert_dir(certs.path);
  b.key(key_kind::ecdsa_p256);
  auto made = b.build();
  BOOST_REQUIRE(!made);
  BOOST_CHECK(code_of(made.error()) == ec::not_configured);
  BOOST_TEST(describe(made.error()).find("aegis::configure")
             != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_directory_that_cannot_be_is_named) {
  auto b = builder("a");
  b.cert_dir("/proc/no/such/place");
  auto made = b.build();
  BOOST_REQUIRE(!made);
  BOOST_CHECK(code_of(made.error()) == ec::file_error);
  BOOST_TEST(describe(made.error()).find("/proc/no") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_port_that_is_taken_is_named) {
  auto a = started("a");
  auto b = builder("b");
  b.address(a.address());
  auto made = b.build();
  BOOST_REQUIRE_EQUAL(text_of(made), "ok");
  auto up = made->start();
  BOOST_REQUIRE(!up);
  BOOST_CHECK(code_of(up.error()) == ec::unreachable);
  BOOST_TEST(text_of(up).find(a.address()) != std::string::npos);
  BOOST_TEST(!made->running());
}

BOOST_AUTO_TEST_SUITE_END()
