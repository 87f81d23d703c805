#include "transport/export_table.hpp"

#include <boost/test/unit_test.hpp>

using aegis::transport::export_table;

BOOST_AUTO_TEST_SUITE(export_table_suite)

BOOST_AUTO_TEST_CASE(what_was_never_exported_is_told_from_what_was) {
  export_table table;
  table.add(1);
  table.remove(2);
  BOOST_TEST((table.of(1) == export_table::standing::exported));
  BOOST_TEST((table.of(2) == export_table::standing::never));
  table.remove(1);
  BOOST_TEST((table.of(1) == export_table::standing::withdrawn));
}

BOOST_AUTO_TEST_CASE(old_withdrawals_are_forgotten) {
  export_table table;
  for (std::uint64_t i = 1; i <= export_table::withdrawn_max + 1; ++i) {
    table.add(i);
    table.remove(i);
  }
  BOOST_TEST((table.of(1) == export_table::standing::never));
  BOOST_TEST((table.of(2) == export_table::standing::withdrawn));
}

BOOST_AUTO_TEST_SUITE_END()
