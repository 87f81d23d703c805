#include "mesh/accuser_ledger.hpp"

#include "support.hpp"

using namespace aegis;
using namespace aegis::mesh;

namespace {

accusation by(const std::string& accuser, accusation_kind kind) {
  return {accuser, kind, {}, {}, {}};
}

constexpr auto suspect = accusation_kind::suspect;
constexpr auto dead = accusation_kind::dead;

record_ptr accused(const std::string& id, accusation_list accusations) {
  return make_record(node(id), nullptr, std::move(accusations));
}

struct fixture {
  accuser_ledger ledger;
  std::map<std::string, record_ptr> records;

  void put(const std::string& id, accusation_list accusations) {
    auto fresh = accused(id, std::move(accusations));
    auto& known = records[id];
    ledger.replace(known.get(), fresh.get());
    known = fresh;
  }

  void drop(const std::string& id) {
    ledger.replace(records[id].get(), nullptr);
    records.erase(id);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(mesh_accuser_ledger, fixture)

BOOST_AUTO_TEST_CASE(members_under_accusation_are_counted_by_accuser) {
  put("x", {by("a", suspect)});
  put("y", {by("a", dead), by("b", suspect)});
  BOOST_TEST(ledger.count("a") == 2u);
  BOOST_TEST(ledger.count("b") == 1u);
  BOOST_TEST(ledger.count("c") == 0u);
}

BOOST_AUTO_TEST_CASE(what_changes_is_not_counted_twice) {
  put("x", {by("a", suspect)});
  put("x", {by("a", dead)});
  BOOST_TEST(ledger.count("a") == 1u);
  put("x", {});
  BOOST_TEST(ledger.count("a") == 0u);
}

BOOST_AUTO_TEST_CASE(nobody_accounts_for_those_that_are_gone_for_all) {
  put("x", {by("a", dead)});
  put("x", {by("a", dead), by("b", dead)}); // two suffice
  BOOST_TEST(ledger.count("a") == 0u);
  BOOST_TEST(ledger.count("b") == 0u);
  put("x", {by("a", dead)}); // of the next life
  BOOST_TEST(ledger.count("a") == 1u);
}

BOOST_AUTO_TEST_CASE(what_is_dropped_counts_no_more) {
  put("x", {by("a", suspect)});
  put("y", {by("a", suspect)});
  drop("x");
  BOOST_TEST(ledger.count("a") == 1u);
  drop("y");
  BOOST_TEST(ledger.count("a") == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
