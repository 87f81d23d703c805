#include <aegis/node_info.hpp>

#include <boost/test/unit_test.hpp>

using aegis::ec;
using aegis::host_port;
using aegis::parse_host_port;

namespace {

void check_parsed(const std::string& text, const host_port& expected) {
  auto result = parse_host_port(text);
  BOOST_REQUIRE_MESSAGE(result, "refused " << text);
  BOOST_TEST(result->host == expected.host);
  BOOST_TEST(result->port == expected.port);
  BOOST_TEST(to_string(*result) == text);
}

void check_refused(const std::string& text, const std::string& reason) {
  auto result = parse_host_port(text);
  BOOST_REQUIRE_MESSAGE(!result, "accepted " << text);
  BOOST_CHECK(result.error().code == ec::invalid_address);
  BOOST_TEST(result.error().text.find(reason) != std::string::npos,
             result.error().text << " does not contain " << reason);
}

} // namespace

BOOST_AUTO_TEST_SUITE(host_port_test)

BOOST_AUTO_TEST_CASE(valid_address_survives_the_round_trip) {
  check_parsed("127.0.0.1:8443", {"127.0.0.1", 8443});
  check_parsed("localhost:0", {"localhost", 0});
  check_parsed("api-1.example.org:65535", {"api-1.example.org", 65535});
  check_parsed("[::1]:9443", {"::1", 9443});
  check_parsed("[fe80::1%eth0]:1", {"fe80::1%eth0", 1});
  check_parsed(std::string(253, 'h') + ":1", {std::string(253, 'h'), 1});
}

BOOST_AUTO_TEST_CASE(text_without_a_colon_is_refused) {
  check_refused("", "is not host:port");
  check_refused("localhost", "is not host:port");
  check_refused("[::1]", "is not host:port");
  check_refused("[::1]9443", "is not host:port");
}

BOOST_AUTO_TEST_CASE(bad_port_is_refused) {
  for (auto port : {"", "x", "65536", "-1", "+1", " 1", "1 ", "0x10",
                    "99999999999999999999"})
    check_refused("localhost:" + std::string{port}, "has no port from");
}

BOOST_AUTO_TEST_CASE(bad_host_is_refused) {
  check_refused(":8443", "has no host");
  check_refused("[]:8443", "has no host");
  check_refused(std::string(254, 'h') + ":1", "longer than 253");
  check_refused("::1:8443", "without brackets");
  check_refused("[localhost]:1", "not an IPv6 host");
  for (std::string bad : {"a b", "a\nb", "a/b", "a@b", "[a", "a]", "a%b"})
    check_refused(bad + ":1", bad == "[a" ? "is not host:port" : "in its host");
}

BOOST_AUTO_TEST_CASE(error_shows_the_text_escaped_and_cut) {
  check_refused("a\nb:1", R"("a\x0ab:1")");
  check_refused(std::string(5000, 'h') + ":1", "hhh...\"");
}

BOOST_AUTO_TEST_SUITE_END()
