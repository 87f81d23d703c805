// The founding rule "highest version wins, whole map", without its faults.

#include "mesh/merge_policy.hpp"

#include "support.hpp"

#include "mesh/random.hpp"

using namespace aegis;
using namespace aegis::mesh;

namespace {

constexpr auto whole = remote_table::share::rest;

const auto tt = boost::test_tools::per_element();

struct member {
  topology_table table;
  table_merger merger;
  follower observer;
  std::uint64_t epoch = 1;
  std::string last_edit;

  member(const std::string& id, const std::set<std::string>& sources)
    : table(id),
      merger(merge_policy::highest_version, sources),
      last_edit("node " + id) {
    observer.follow(
      expect(table.set_self(numbered(node(id), 1'000, 0), at(1))));
  }

  remote_table message() const {
    remote_table result{
      table.self_id(), epoch, table.version(), table.digest(), true, whole, {}};
    for (const auto& x : table.records())
      result.records.push_back(x);
    return result;
  }

  merge_result receive(const remote_table& x) {
    auto version = table.version();
    auto digest = table.digest();
    auto result = merger.merge(table, x, at(10));
    BOOST_TEST((table.digest() == digest ? table.version() >= version
                                         : table.version() > version));
    observer.follow(result.changes);
    observer.check_agrees_with(table);
    BOOST_REQUIRE(table.self() != nullptr);
    BOOST_TEST(table.self()->info.name == last_edit);
    return result;
  }

  void edit(const std::string& name) {
    last_edit = name;
    auto change = [&](node_info& own) { own.name = name; };
    observer.follow(expect(table.update_self(change, at(5))));
  }

  void add(const node_info& x) {
    observer.follow(expect(table.add(x, at(5))));
  }
};

// One round trip: `x` asks `y`.
void exchange(member& x, member& y) {
  y.receive(x.message());
  x.receive(y.message());
}

std::vector<member> mesh_of(int nodes, const std::set<std::string>& sources) {
  std::vector<member> result;
  for (int i = 0; i < nodes; ++i)
    result.emplace_back("n" + std::to_string(i), sources);
  return result;
}

void settle(std::vector<member>& all) {
  for (int round = 0; round < 4; ++round)
    for (auto& x : all)
      for (auto& y : all)
        if (&x != &y)
          exchange(x, y);
}

void check_settled(const std::vector<member>& all) {
  for (const auto& x : all) {
    check_consistent(x.table);
    BOOST_TEST(x.table.digest() == all.front().table.digest());
    for (const auto& y : all) {
      auto known = x.table.find(y.table.self_id());
      BOOST_REQUIRE(known != nullptr);
      BOOST_TEST(known->info.name == y.last_edit);
    }
  }
}

// Random edits, additions at sources, and messages that may get lost.
void run(std::uint64_t seed, int nodes, const std::set<std::string>& sources) {
  BOOST_TEST_CONTEXT("seed " << seed << ", " << sources.size() << " sources") {
    random_source random{seed};
    auto all = mesh_of(nodes, sources);
    for (int step = 0; step < 80; ++step) {
      auto& x = all[random.below(all.size())];
      auto& y = all[random.below(all.size())];
      auto name = "edit " + std::to_string(step);
      if (random.chance(0.2))
        x.edit(name);
      else if (random.chance(0.1) && sources.count(x.table.self_id()) != 0)
        x.add(node("extra-" + std::to_string(step)));
      else if (&x != &y && random.chance(0.7))
        x.receive(y.message());
    }
    settle(all);
    check_settled(all);
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(mesh_highest_version)

BOOST_AUTO_TEST_CASE(higher_version_of_a_source_is_taken_over_whole) {
  member source{"source", {"source"}};
  member x{"x", {"source"}};
  x.add(node("old"));
  source.add(node("a", {"s@v1"}));
  source.add(node("b"));
  auto result = x.receive(source.message());
  BOOST_TEST(result.adopted);
  BOOST_TEST(ids_of(x.table.members()) == (strings{"a", "b", "source", "x"}),
             tt);
  auto told = words(result.changes);
  BOOST_TEST(std::count(told.begin(), told.end(), "down old") == 1);
  BOOST_TEST(std::count(told.begin(), told.end(), "service_up a s@v1") == 1);
}

BOOST_AUTO_TEST_CASE(older_record_of_a_higher_version_replaces_a_newer_one) {
  member source{"source", {"source"}};
  member x{"x", {"source"}};
  x.add(numbered(node("a", {"new@v1"}), 9, 9));
  source.add(node("a", {"old@v1"}));
  x.receive(source.message());
  BOOST_CHECK(x.table.find("a")->info == source.table.find("a")->info);
  check_consistent(x.table);
}

BOOST_AUTO_TEST_CASE(map_of_a_node_that_is_no_source_is_not_taken) {
  member x{"x", {"source"}};
  member y{"y", {"source"}};
  y.add(node("a"));
  auto result = x.receive(y.message());
  BOOST_TEST(!result.adopted);
  BOOST_TEST(result.accepted == 0u);
  BOOST_TEST(x.table.size() == 1u);
}

BOOST_AUTO_TEST_CASE(source_takes_only_the_own_record_of_other_nodes) {
  member source{"source", {"source"}};
  member x{"x", {"source"}};
  x.add(node("a"));
  x.add(node("b"));
  auto result = source.receive(x.message());
  BOOST_TEST(!result.adopted);
  BOOST_TEST(words(result.changes) == strings{"joined x"}, tt);
  BOOST_TEST(ids_of(source.table.members()) == (strings{"source", "x"}), tt);
}

// Fault 1 of the original: equal versions never merge.
BOOST_AUTO_TEST_CASE(equal_versions_with_other_content_are_resolved) {
  auto all = mesh_of(2, {"n0", "n1"});
  all[0].add(node("a"));
  all[1].add(node("b"));
  BOOST_TEST(all[0].table.version() == all[1].table.version());
  BOOST_TEST(all[0].table.digest() != all[1].table.digest());
  exchange(all[0], all[1]);
  exchange(all[0], all[1]);
  check_settled(all);
}

// Fault 2 of the original: the loser's own entry vanishes.
BOOST_AUTO_TEST_CASE(loser_keeps_its_own_record_and_edits) {
  member source{"source", {"source"}};
  member x{"x", {"source"}};
  for (auto* id : {"a", "b", "c", "d"})
    source.add(node(id));
  x.edit("mine");
  auto result = x.receive(source.message());
  BOOST_TEST(result.behind == strings{"x"}, tt);
  BOOST_TEST(x.table.find("x")->info.name == "mine");
  BOOST_TEST(
    ids_of(x.table.changes_since(x.table.version() - 1)) == strings{"x"}, tt);
  exchange(x, source);
  BOOST_TEST(source.table.find("x")->info.name == "mine");
  BOOST_TEST(source.table.digest() == x.table.digest());
}

BOOST_AUTO_TEST_CASE(node_that_the_map_has_as_dead_refutes) {
  member source{"source", {"source"}};
  member x{"x", {"source"}};
  exchange(x, source);
  source.observer.follow(expect(source.table.remove("x", at(7))));
  auto result = x.receive(source.message());
  BOOST_TEST(result.refuted);
  exchange(x, source);
  BOOST_CHECK(source.table.find("x") != nullptr);
  BOOST_TEST(source.table.digest() == x.table.digest());
}

BOOST_AUTO_TEST_CASE(same_map_again_changes_nothing) {
  member source{"source", {"source"}};
  member x{"x", {"source"}};
  exchange(x, source);
  auto version = x.table.version();
  auto result = x.receive(source.message());
  BOOST_TEST(!result.adopted);
  BOOST_TEST(x.table.version() == version);
}

BOOST_AUTO_TEST_CASE(edit_of_a_source_arrives_though_members_count_faster) {
  member source{"source", {"source"}};
  member x{"x", {"source"}};
  exchange(x, source);
  for (int i = 0; i < 50; ++i)
    x.edit("edit " + std::to_string(i));
  source.edit("new");
  BOOST_TEST(source.table.version() < x.table.version());
  x.receive(source.message());
  BOOST_TEST(x.table.find("source")->info.name == "new");
}

BOOST_AUTO_TEST_CASE(older_map_of_a_source_is_not_taken) {
  member source{"source", {"source"}};
  member x{"x", {"source"}};
  auto old_map = source.message();
  source.edit("new");
  x.receive(source.message());
  BOOST_TEST(!x.receive(old_map).adopted);
  BOOST_TEST(x.table.find("source")->info.name == "new");
}

BOOST_AUTO_TEST_CASE(source_that_started_again_is_believed_anew) {
  member source{"source", {"source"}};
  member x{"x", {"source"}};
  for (auto* id : {"a", "b", "c"})
    source.add(node(id));
  exchange(x, source);
  member restarted{"source", {"source"}};
  restarted.epoch = 2;
  restarted.add(node("d"));
  x.receive(restarted.message());
  BOOST_TEST(ids_of(x.table.members()) == (strings{"d", "source", "x"}), tt);
}

BOOST_AUTO_TEST_CASE(part_of_a_newer_map_makes_a_node_ask_for_all) {
  member source{"source", {"source"}};
  member x{"x", {"source"}};
  source.add(node("a"));
  auto part = source.message();
  part.begins = false;
  part.records.pop_back();
  auto result = x.receive(part);
  BOOST_TEST(result.needs_full);
  BOOST_TEST(!result.adopted);
  BOOST_TEST(x.table.size() == 1u);
}

BOOST_AUTO_TEST_CASE(changes_that_lead_to_the_same_digest_suffice) {
  member source{"source", {"source"}};
  member x{"x", {"source"}};
  exchange(x, source);
  x.receive(source.message());
  source.add(node("a"));
  auto change = source.message();
  change.begins = false;
  change.records = {source.table.find("a")};
  auto result = x.receive(change);
  BOOST_TEST(result.adopted);
  BOOST_TEST(!result.needs_full);
  BOOST_TEST(x.table.digest() == source.table.digest());
}

BOOST_AUTO_TEST_CASE(a_map_in_parts_is_taken_over_once_it_is_complete) {
  member source{"source", {"source"}};
  member x{"x", {"source"}};
  x.add(node("old"));
  for (auto* id : {"a", "b", "c"})
    source.add(node(id));
  auto part = source.message();
  auto records = part.records;
  auto rest = records.back();
  part.records.pop_back();
  part.records_are = remote_table::share::more;
  auto result = x.receive(part);
  BOOST_TEST(!result.adopted);
  BOOST_TEST(!result.needs_full);
  BOOST_TEST(ids_of(x.table.members()) == (strings{"old", "x"}), tt);
  part.begins = false;
  part.records = {};
  part.records_are = remote_table::share::holes;
  BOOST_TEST(!x.receive(part).adopted);
  part.records = {rest};
  part.records_are = whole;
  BOOST_TEST(x.receive(part).adopted);
  BOOST_TEST(
    ids_of(x.table.members()) == (strings{"a", "b", "c", "source", "x"}), tt);
}

BOOST_AUTO_TEST_CASE(an_adopted_map_can_be_passed_on_in_parts) {
  member source{"source", {"source"}};
  member x{"x", {"source"}};
  for (auto* id : {"a", "b", "c", "d"})
    source.add(node(id));
  x.receive(source.message());
  std::set<std::uint64_t> versions;
  for (const auto& record : x.table.records())
    versions.insert(x.table.changed_at(record->info.id));
  BOOST_TEST(versions.size() == x.table.records().size());
}

BOOST_AUTO_TEST_CASE(invalid_records_of_a_map_are_left_out) {
  member source{"source", {"source"}};
  member x{"x", {"source"}};
  auto map = source.message();
  map.records.push_back(make_record(node("../a")));
  map.version += 5;
  map.digest += 1;
  auto result = x.receive(map);
  BOOST_TEST(result.rejected == 1u);
  BOOST_TEST(result.first_rejection->code == ec::invalid_id);
  BOOST_TEST(ids_of(x.table.members()) == (strings{"source", "x"}), tt);
}

BOOST_AUTO_TEST_CASE(random_histories_with_one_source_converge) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed)
    run(seed, 4, {"n0"});
}

BOOST_AUTO_TEST_CASE(random_histories_with_two_sources_converge) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed)
    run(seed, 5, {"n0", "n1"});
}

BOOST_AUTO_TEST_CASE(per_record_policy_takes_from_everybody) {
  auto x = table_of("x");
  auto y = table_of("y");
  expect(y.add(node("a"), at(2)));
  table_merger merger{merge_policy::per_record, {}};
  remote_table remote{"y", 1, y.version(), y.digest(), true, whole, {}};
  for (const auto& record : y.records())
    remote.records.push_back(record);
  auto result = merger.merge(x, remote, at(3));
  BOOST_TEST(result.accepted == 2u);
  BOOST_TEST(ids_of(x.members()) == (strings{"a", "x", "y"}), tt);
}

BOOST_AUTO_TEST_SUITE_END()
