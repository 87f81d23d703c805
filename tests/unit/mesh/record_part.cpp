#include "mesh/record_part.hpp"

#include "support.hpp"

#include "mesh/random.hpp"
#include "mesh/record_store.hpp"

#include <algorithm>
#include <map>
#include <string>

using namespace aegis;
using namespace aegis::mesh;

namespace {

/// Keeps the first part of each content.
struct plain_pool final : part_pool {
  std::vector<part_ptr> parts;

  void unify(part_ptr& x) override {
    for (const auto& known : parts)
      if (known->same_objects(*x)) {
        x = known;
        return;
      }
    x.freeze();
    parts.push_back(x);
  }
};

record_ptr with_hash(const std::string& id, std::uint64_t hash) {
  auto result = std::make_shared<record>(*alive(id, 1));
  result->id_hash = hash;
  return result;
}

std::vector<record_ptr> many_records(int n) {
  std::vector<record_ptr> result;
  for (int i = 0; i < n; ++i)
    result.push_back(alive("n" + std::to_string(i), 1));
  return result;
}

} // namespace

BOOST_AUTO_TEST_SUITE(mesh_record_part)

BOOST_AUTO_TEST_CASE(random_history_agrees_with_a_map) {
  random_source random{6};
  record_part part;
  std::map<std::string, record_ptr> model;
  for (unsigned step = 0; step < 3'000; ++step) {
    auto id = std::to_string(random.below(60));
    auto x = alive(id, step);
    auto at = part.find(id, x->id_hash);
    BOOST_REQUIRE_EQUAL(at.is_taken, model.count(id) == 1);
    if (at.is_taken && random.chance(0.5)) {
      BOOST_REQUIRE(part.erase(at.index) == model[id]);
      model.erase(id);
    } else {
      part.put(at, x);
      model[id] = x;
    }
    std::uint64_t digest = 0;
    for (const auto& [known, record] : model)
      digest += digest_share(*record);
    BOOST_REQUIRE_EQUAL(part.digest(), digest);
    BOOST_REQUIRE_EQUAL(part.size(), model.size());
    BOOST_REQUIRE_EQUAL(part.member_count(), model.size());
  }
}

BOOST_AUTO_TEST_CASE(ids_with_one_hash_are_told_apart) {
  record_part part;
  for (auto* id : {"b", "c", "a"}) {
    auto x = with_hash(id, 7);
    part.put(part.find(id, 7), x);
  }
  for (auto* id : {"a", "b", "c"}) {
    auto at = part.find(id, 7);
    BOOST_REQUIRE(at.is_taken);
    BOOST_TEST(part[at.index]->info.id == id);
  }
  BOOST_TEST(!part.find("d", 7).is_taken);
  BOOST_TEST(!part.find("a", 8).is_taken);
}

BOOST_AUTO_TEST_CASE(providers_with_one_hash_are_each_found_once) {
  record_store store;
  store.index_services();
  for (auto* id : {"a", "b", "c"}) {
    auto x = std::make_shared<record>(
      *make_record(node(id, {id == std::string{"c"} ? "y@v1" : "x@v1"})));
    x->id_hash = 7;
    store.put(x);
  }
  auto found
    = ordered(ids_of(store.providers(*store.services(), service("x@v1"))));
  BOOST_TEST(found == (strings{"a", "b"}), boost::test_tools::per_element());
  store.erase(*store.find(*with_hash("a", 7)));
  found = ordered(ids_of(store.providers(*store.services(), service("x@v1"))));
  BOOST_TEST(found == strings{"b"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(content_has_one_form_whatever_its_history) {
  auto all = many_records(40);
  record_part one;
  record_part other;
  for (const auto& x : all)
    one.put(one.find(x->info.id, x->id_hash), x);
  random_source random{3};
  random.shuffle(all);
  for (const auto& x : all)
    other.put(other.find(x->info.id, x->id_hash), x);
  BOOST_TEST(one.same_objects(other));
  auto x = alive(all[0]->info.id, 1); // equal, but not the same object
  other.put(other.find(x->info.id, x->id_hash), x);
  BOOST_TEST(!one.same_objects(other));
}

// -- sharing -----------------------------------------------------------------

BOOST_AUTO_TEST_CASE(tables_that_know_the_same_hold_it_together) {
  auto pool = std::make_shared<plain_pool>();
  auto all = many_records(2'000);
  topology_table one{"one", {}, {}, pool};
  topology_table other{"other", {}, {}, pool};
  one.merge(all, at(2));
  random_source random{3};
  random.shuffle(all);
  other.merge(all, at(2));
  auto here = one.snapshot();
  auto there = other.snapshot();
  BOOST_TEST(here->content().parts_in_use() == part_count);
  BOOST_TEST(here->content().parts_shared_with(there->content()) == part_count);
}

BOOST_AUTO_TEST_CASE(a_change_of_one_table_is_none_of_the_other) {
  auto pool = std::make_shared<plain_pool>();
  auto all = many_records(300);
  topology_table one{"one", {}, {}, pool};
  topology_table other{"other", {}, {}, pool};
  for (auto* table : {&one, &other}) {
    table->merge(all, at(2));
    table->snapshot();
  }
  auto changed = numbered(all[7]->info, 1, 1);
  changed.name = "another";
  one.merge(std::vector<node_info>{changed}, at(3));
  BOOST_TEST(one.find("n7")->info.name == "another");
  BOOST_CHECK(other.find("n7") == all[7]);
  check_consistent(one);
  check_consistent(other);
  auto here = one.snapshot();
  auto there = other.snapshot();
  BOOST_TEST(here->content().parts_shared_with(there->content())
             == here->content().parts_in_use() - 1);
  other.merge(one.records(), at(4));
  BOOST_TEST(here->content().parts_shared_with(other.snapshot()->content())
             == here->content().parts_in_use());
}

// Tables that share parts, change at random, merge, and are copied.
BOOST_AUTO_TEST_CASE(random_histories_of_sharing_tables_stay_consistent) {
  auto pool = std::make_shared<plain_pool>();
  random_source random{11};
  std::vector<topology_table> tables;
  for (int i = 0; i < 4; ++i)
    tables.emplace_back("t" + std::to_string(i), table_limits{}, table_rules{},
                        pool);
  auto all = many_records(200);
  for (int step = 0; step < 600; ++step) {
    auto& table = tables[static_cast<std::size_t>(random.below(4))];
    auto& x = all[static_cast<std::size_t>(random.below(200))];
    if (random.chance(0.5))
      x = make_record(
        numbered(x->info, x->info.incarnation, x->info.revision + 1));
    table.merge(std::vector<record_ptr>{x}, at(step));
    if (random.chance(0.3)) {
      auto before = table.snapshot();
      auto records = before->records();
      tables[static_cast<std::size_t>(random.below(4))].merge(records,
                                                              at(step));
      BOOST_REQUIRE(before->records() == records);
    }
  }
  for (auto& table : tables)
    check_consistent(table);
}

BOOST_AUTO_TEST_SUITE_END()
