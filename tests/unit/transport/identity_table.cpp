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

BOOST_AUTO_TEST_CASE(an_ended_connection_keeps_its_caller_for_a_while) {
  identity_table table;
  auto id = make_node(1, 2);
  table.bind(id, who("alice"));
  table.retire(id);
  BOOST_TEST(!table.live(id));
  BOOST_TEST(table.find(id)->node_id == "alice");
  BOOST_TEST(!table.bind(id, who("mallory")));
}

BOOST_AUTO_TEST_CASE(many_ended_connections_do_not_pile_up) {
  identity_table table;
  for (std::uint32_t i = 0; i <= identity_table::retired_max; ++i) {
    table.bind(make_node(i, 2), who("alice"));
    table.retire(make_node(i, 2));
  }
  BOOST_TEST(!table.find(make_node(0, 2)));
  BOOST_TEST(!!table.find(make_node(1, 2)));
}

BOOST_AUTO_TEST_CASE(a_returned_id_survives_its_old_retirement) {
  identity_table table;
  auto id = make_node(7, 7);
  table.bind(id, who("alice"));
  table.retire(id);
  table.bind(id, who("alice"));
  for (std::uint32_t i = 0; i <= identity_table::retired_max; ++i) {
    table.bind(make_node(i, 2), who("bob"));
    table.retire(make_node(i, 2));
  }
  BOOST_TEST(table.live(id));
}

BOOST_AUTO_TEST_SUITE_END()
