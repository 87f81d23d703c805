#include "pki/identity.hpp"

#include "support.hpp"

using namespace aegis::pki;
using namespace aegis::pki::test;
using aegis::certificate;
using aegis::ec;

namespace {

certificate naming(std::string common_name, std::vector<std::string> uris) {
  certificate result;
  result.common_name = std::move(common_name);
  result.uris = std::move(uris);
  return result;
}

const identity_rules strict{"prod", false};
const identity_rules lenient{"prod", true};

} // namespace

BOOST_AUTO_TEST_SUITE(identity_test)

BOOST_AUTO_TEST_CASE(spiffe_uri_names_mesh_and_node) {
  BOOST_TEST(spiffe_uri("prod", "api-1") == "spiffe://prod/node/api-1");
}

BOOST_AUTO_TEST_CASE(uri_and_equal_common_name_yield_the_node_id) {
  auto id = identity_of(
    naming("api-1", {"https://example.org", "spiffe://prod/node/api-1"}),
    strict);
  BOOST_TEST_REQUIRE(succeeds(id));
  BOOST_TEST(*id == "api-1");
}

BOOST_AUTO_TEST_CASE(differing_common_name_is_refused_even_by_lenient_rules) {
  auto cert = naming("api-2", {"spiffe://prod/node/api-1"});
  for (const auto& rules : {strict, lenient})
    BOOST_TEST(fails_with(identity_of(cert, rules), ec::wrong_identity,
                          "\"api-2\"", "\"api-1\""));
}

BOOST_AUTO_TEST_CASE(absent_common_name_is_refused) {
  BOOST_TEST(
    fails_with(identity_of(naming("", {"spiffe://prod/node/api-1"}), strict),
               ec::wrong_identity));
}

BOOST_AUTO_TEST_CASE(another_mesh_is_refused) {
  for (auto host : {"test", "Prod", "prod.", "prod:443", "x@prod", ""}) {
    auto uri = std::string{"spiffe://"} + host + "/node/api-1";
    BOOST_TEST(fails_with(identity_of(naming("api-1", {uri}), lenient),
                          ec::wrong_identity, "expected \"prod\""));
  }
}

BOOST_AUTO_TEST_CASE(scheme_in_another_case_is_no_way_around_the_uri_rule) {
  BOOST_TEST(fails_with(
    identity_of(naming("api-1", {"SPIFFE://test/node/api-1"}), lenient),
    ec::wrong_identity));
}

BOOST_AUTO_TEST_CASE(uri_of_something_else_than_a_node_is_refused) {
  for (auto path :
       {"", "/", "/api-1", "/nodes/api-1", "/ns/x/node/api-1", "/NODE/api-1"})
    BOOST_TEST(fails_with(
      identity_of(naming("api-1", {std::string{"spiffe://prod"} + path}),
                  lenient),
      ec::wrong_identity, "names no node"));
}

BOOST_AUTO_TEST_CASE(several_spiffe_uris_are_refused) {
  BOOST_TEST(fails_with(
    identity_of(naming("a", {"spiffe://prod/node/a", "spiffe://prod/node/a"}),
                lenient),
    ec::wrong_identity, "several"));
}

BOOST_AUTO_TEST_CASE(common_name_alone_needs_the_option) {
  auto cert = naming("api-1", {"https://example.org/api-1"});
  BOOST_TEST(fails_with(identity_of(cert, strict), ec::wrong_identity,
                        "no spiffe:// URI"));
  auto id = identity_of(cert, lenient);
  BOOST_TEST_REQUIRE(succeeds(id));
  BOOST_TEST(*id == "api-1");
}

BOOST_AUTO_TEST_CASE(names_that_are_no_node_ids_are_refused) {
  for (std::string name : {"", "..", "a/b", "a\nb", "-a", "a b"}) {
    BOOST_TEST(
      fails_with(identity_of(naming(name, {}), lenient), ec::wrong_identity));
    BOOST_TEST(fails_with(
      identity_of(naming(name, {"spiffe://prod/node/" + name}), strict),
      ec::wrong_identity));
  }
  using namespace std::string_literals;
  BOOST_TEST(fails_with(identity_of(naming("api-1\0.evil"s, {}), lenient),
                        ec::wrong_identity, "\\x00"));
}

BOOST_AUTO_TEST_CASE(mesh_name_that_does_not_fit_into_a_uri_is_refused) {
  BOOST_TEST(succeeds(check_mesh_name("prod.eu-1")));
  for (auto name : {"", "a/b", "a b", "..", "a:1", "a@b"})
    BOOST_TEST(fails_with(check_mesh_name(name), ec::invalid_argument, "mesh"));
}

BOOST_AUTO_TEST_SUITE_END()
