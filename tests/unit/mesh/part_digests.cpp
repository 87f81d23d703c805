#include "mesh/part_comparison.hpp"

#include "support.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace aegis::mesh {

BOOST_AUTO_TEST_SUITE(part_digests_suite)

BOOST_AUTO_TEST_CASE(an_id_is_in_the_same_part_on_every_platform) {
  BOOST_TEST(part_of("n1") == 157u);
  BOOST_TEST(part_of("identity-1") == 233u);
  BOOST_TEST(part_of("n1", 1024) % part_count == part_of("n1"));
}

BOOST_AUTO_TEST_CASE(parts_are_powers_of_two_within_limits) {
  BOOST_TEST(is_part_count(256));
  BOOST_TEST(is_part_count(8192));
  for (auto n : {0u, 128u, 300u, 16384u})
    BOOST_TEST(!is_part_count(n));
}

BOOST_AUTO_TEST_CASE(the_parts_add_up_to_the_whole) {
  topology_table table{"self"};
  std::vector<node_info> nodes;
  for (int i = 0; i < 500; ++i) {
    node_info x;
    x.id = "n" + std::to_string(i);
    x.address = "127.0.0.1:1";
    x.incarnation = 1;
    nodes.push_back(x);
  }
  table.merge(nodes, {});
  auto sum = [&] {
    std::uint64_t result = 0;
    for (std::size_t i = 0; i < part_count; ++i)
      result += table.content().part_digest(i);
    return result;
  };
  BOOST_TEST(sum() == table.digest());
  auto before = table.content().part_digest(part_of("n7"));
  auto snapshot = table.snapshot();
  nodes[7].revision = 1;
  nodes[7].name = "another";
  table.merge({nodes[7]}, {});
  BOOST_TEST(table.content().part_digest(part_of("n7")) != before);
  BOOST_TEST(sum() == table.digest());
}

BOOST_AUTO_TEST_CASE(much_news_are_told_from_few) {
  topology_table table{"self"};
  BOOST_TEST(!table.changed_more_than(0, 0));
  for (int i = 0; i < 20; ++i) {
    node_info x;
    x.id = "n" + std::to_string(i);
    x.incarnation = 1;
    table.merge({x}, {});
  }
  BOOST_TEST(table.changed_more_than(19, 0));
  BOOST_TEST(!table.changed_more_than(20, 0));
  BOOST_TEST(table.changed_more_than(4, 15));
  BOOST_TEST(!table.changed_more_than(5, 15));
  BOOST_TEST(!table.changed_more_than(0, 20));
}

BOOST_AUTO_TEST_CASE(records_are_found_where_tables_differ) {
  std::vector<node_info> nodes;
  for (int i = 0; i < 600; ++i) {
    node_info x;
    x.id = "n" + std::to_string(i);
    x.incarnation = 1;
    nodes.push_back(x);
  }
  topology_table one{"one"};
  topology_table other{"other"};
  one.merge(nodes, {});
  nodes[5].incarnation = 2;
  other.merge(nodes, {});
  for (auto count : {part_count, fine_part_count(one)}) {
    auto differs = differing_parts(one, part_digests_of(other, count));
    BOOST_TEST(std::count(differs.begin(), differs.end(), true) == 1);
    auto found = records_in(one, differs);
    auto is_it = [](const record_ptr& x) { return x->info.id == "n5"; };
    BOOST_TEST(std::any_of(found.begin(), found.end(), is_it));
    BOOST_TEST(found.size() < 16u);
  }
  BOOST_TEST(fine_part_count(one) == 2048u);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace aegis::mesh
