// Connections that never become TLS ones, or only in part.

#include "world.hpp"

using namespace aegis;
using namespace aegis::test;

BOOST_FIXTURE_TEST_SUITE(before_tls, attack)

BOOST_AUTO_TEST_CASE(plaintext_is_refused_with_an_alert) {
  auto before = w.refusals("not_tls");
  auto socket = w.connect();
  BOOST_TEST(socket.send("GET / HTTP/1.1\r\nHost: target\r\n\r\n", soon()));
  BOOST_TEST(socket.ends_before(soon()));
  BOOST_TEST(w.refused("not_tls", before));
}

BOOST_AUTO_TEST_CASE(random_bytes_are_refused) {
  auto before = w.refusals("not_tls");
  auto socket = w.connect();
  std::string noise(4096, '\xF7');
  BOOST_TEST(socket.send(noise, soon()));
  BOOST_TEST(socket.ends_before(soon()));
  BOOST_TEST(w.refused("not_tls", before));
}

BOOST_AUTO_TEST_SUITE_END()
