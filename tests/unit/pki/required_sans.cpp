#include "pki/trust.hpp"

#include "support.hpp"

using namespace aegis::pki;
using namespace aegis::pki::test;
using aegis::certificate;
using aegis::ec;

namespace {

certificate some() {
  certificate result;
  result.common_name = "only-a-common-name";
  result.dns_names = {"api.example.org", "10.0.0.9"};
  result.ip_addresses = {"10.0.0.1", "2001:db8::1"};
  result.uris = {"spiffe://prod/node/api"};
  return result;
}

} // namespace

BOOST_AUTO_TEST_SUITE(required_sans_test)

BOOST_AUTO_TEST_CASE(names_that_are_there_are_found) {
  BOOST_TEST(succeeds(check_required_sans(some(), {}, "c.pem")));
  BOOST_TEST(succeeds(
    check_required_sans(some(),
                        {"API.example.org", "10.0.0.1", "2001:0DB8:0::0001",
                         "spiffe://prod/node/api"},
                        "c.pem")));
}

BOOST_AUTO_TEST_CASE(absent_name_is_named) {
  for (auto name :
       {"other.example.org", "example.org", "10.0.0.2", "2001:db8::2",
        "spiffe://prod/node/API", "only-a-common-name"})
    BOOST_TEST(fails_with(
      check_required_sans(some(), {"api.example.org", name}, "c.pem"),
      ec::missing_san, "c.pem", name));
}

BOOST_AUTO_TEST_CASE(address_in_a_host_name_is_no_address) {
  BOOST_TEST(fails_with(check_required_sans(some(), {"10.0.0.9"}, "c.pem"),
                        ec::missing_san, "10.0.0.9"));
}

BOOST_AUTO_TEST_SUITE_END()
