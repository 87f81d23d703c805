#include "pki/subject.hpp"

#include "support.hpp"

using namespace aegis::pki;
using boost::test_tools::per_element;
using names = std::vector<std::string>;

BOOST_AUTO_TEST_SUITE(subject_test)

BOOST_AUTO_TEST_CASE(node_subject_has_id_loopback_host_and_spiffe_uri) {
  auto x = node_subject("api-1", "prod", {"api.example.org", 8443});
  BOOST_TEST(x.common_name == "api-1");
  BOOST_TEST(x.dns == (names{"api-1", "localhost", "api.example.org"}),
             per_element());
  BOOST_TEST(x.ips == (names{"127.0.0.1", "::1"}), per_element());
  BOOST_TEST(x.uris == (names{"spiffe://prod/node/api-1"}), per_element());
}

BOOST_AUTO_TEST_CASE(ip_address_goes_to_the_ip_addresses) {
  auto x = node_subject("a", "prod", {"10.1.2.3", 1});
  BOOST_TEST(x.ips == (names{"127.0.0.1", "::1", "10.1.2.3"}), per_element());
  x = node_subject("a", "prod", {"fe80::1%eth0", 1});
  BOOST_TEST(x.ips == (names{"127.0.0.1", "::1", "fe80::1"}), per_element());
  BOOST_TEST(x.dns == (names{"a", "localhost"}), per_element());
}

BOOST_AUTO_TEST_CASE(wildcards_and_known_names_add_nothing) {
  for (auto host :
       {"", "*", "0.0.0.0", "::", "localhost", "127.0.0.1", "::1"}) {
    auto x = node_subject("a", "prod", {host, 1});
    BOOST_TEST(x.dns == (names{"a", "localhost"}), per_element());
    BOOST_TEST(x.ips == (names{"127.0.0.1", "::1"}), per_element());
  }
}

BOOST_AUTO_TEST_SUITE_END()
