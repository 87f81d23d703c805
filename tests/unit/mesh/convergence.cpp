// Generated histories: whatever happens, in whatever order, all tables end
// equal and nobody's last word is lost.

#include "world.hpp"

using namespace aegis;
using namespace aegis::mesh;

namespace {

void run(std::uint64_t seed, std::size_t nodes, int steps) {
  BOOST_TEST_CONTEXT("seed " << seed << ", " << nodes << " nodes") {
    world x{seed, nodes};
    for (int i = 0; i < steps; ++i)
      x.step();
    x.settle();
    x.check_settled();
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(mesh_convergence)

BOOST_AUTO_TEST_CASE(short_histories_of_few_nodes_converge) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed)
    run(seed, 2 + seed % 3, 30);
}

BOOST_AUTO_TEST_CASE(long_histories_of_more_nodes_converge) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed)
    run(seed, 8, 400);
}

// The order in which tables meet makes no difference to the outcome.
BOOST_AUTO_TEST_CASE(records_merged_in_any_order_give_one_digest) {
  random_source random{13};
  std::vector<node_info> all;
  for (int i = 0; i < 60; ++i) {
    auto x = numbered(node("n" + std::to_string(random.below(6))),
                      random.below(3), random.below(3));
    x.name = "name " + std::to_string(random.below(3));
    x.status = static_cast<node_status>(random.below(4));
    all.push_back(x);
  }
  std::set<std::uint64_t> digests;
  for (int i = 0; i < 50; ++i) {
    random.shuffle(all);
    auto table = table_of("self");
    table.merge(all, at(2));
    digests.insert(table.digest());
  }
  BOOST_TEST(digests.size() == 1u);
}

// Tables that drop their tombstones at different moments do not keep them
// alive among each other.
BOOST_AUTO_TEST_CASE(tombstones_end_everywhere_in_a_mesh_that_keeps_syncing) {
  table_limits limits;
  limits.tombstone_ttl = std::chrono::milliseconds{100};
  std::vector<topology_table> tables;
  for (int i = 0; i < 5; ++i)
    tables.push_back(table_of("n" + std::to_string(i), limits));
  tables[0].merge({make_record(with_status(node("dead"), node_status::left))},
                  at(10));
  random_source random{14};
  for (std::int64_t now = 11; now < 400; now += 3) {
    auto& from = tables[random.below(5)];
    auto& to = tables[random.below(5)];
    to.merge(from.records(), at(now));
    for (auto& x : tables)
      x.expire(at(now));
  }
  for (const auto& x : tables) {
    BOOST_TEST(x.tombstone_count() == 0u);
    BOOST_TEST(x.size() == 5u);
  }
}

BOOST_AUTO_TEST_SUITE_END()
