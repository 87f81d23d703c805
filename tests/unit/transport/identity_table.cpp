#include "transport/identity_table.hpp"

#include "payload_maker.hpp"

#include <boost/test/unit_test.hpp>

using aegis::caller;
using aegis::certificate;
using aegis::test::make_node;
using aegis::transport::identity_table;

namespace {

caller who(const char* id) {
  return {id, std::make_shared<const certificate>(), false};
}

} // namespace

BOOST_AUTO_TEST_SUITE(identity_table_suite)

BOOST_AUTO_TEST_CASE(a_bound_id_is_refused_to_another_node) {
  identity_table table;
  auto id = make_node(1, 2);
  BOOST_TEST(table.bind(id, who("alice")));
  BOOST_TEST(!table.bind(id, who("mallory")));
  BOOST_TEST(table.bind(id, who("alice")));
  BOOST_TEST(table.find(id)->node_id == "alice");
}

BOOST_AUTO_TEST_CASE(an_id_whose_connection_ended_is_free) {
  identity_table table;
  auto id = make_node(1, 2);
  table.bind(id, who("mallory"));
  table.retire(id);
  BOOST_TEST(table.find(id) == nullptr);
  BOOST_TEST(table.bind(id, who("alice")));
  BOOST_TEST(table.find(id)->node_id == "alice");
}

BOOST_AUTO_TEST_CASE(an_id_is_bound_until_its_last_connection_ends) {
  identity_table table;
  auto id = make_node(7, 7);
  table.bind(id, who("alice"));
  table.bind(id, who("alice"));
  table.retire(id);
  BOOST_TEST(!table.bind(id, who("mallory")));
  table.retire(id);
  table.retire(id);
  BOOST_TEST(table.find(id) == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
