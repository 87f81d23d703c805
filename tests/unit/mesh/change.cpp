#include "mesh/change.hpp"

#include "support.hpp"

using namespace aegis;
using namespace aegis::mesh;

namespace {

strings between(const record_ptr& before, const record_ptr& after) {
  change_list changes;
  append_changes(changes, before, after, 7);
  for (const auto& x : changes)
    BOOST_TEST(x.version == 7u);
  return words(changes);
}

const auto tt = boost::test_tools::per_element();

const auto x1 = make_record(node("a", {"x@v1"}));
const auto x2 = make_record(numbered(node("a", {"x@v2", "y@v1"}), 1, 0));
const auto suspect
  = make_record(with_status(node("a", {"x@v1"}), node_status::suspect));
const auto down
  = make_record(with_status(node("a", {"x@v1"}), node_status::down));
const auto left
  = make_record(with_status(node("a", {"x@v1"}), node_status::left));

} // namespace

BOOST_AUTO_TEST_SUITE(mesh_change)

BOOST_AUTO_TEST_CASE(new_member_joins_before_its_services_come_up) {
  BOOST_TEST(
    between(nullptr, x2)
      == (strings{"joined a", "service_up a x@v2", "service_up a y@v1"}),
    tt);
  BOOST_TEST(between(down, x1) == (strings{"joined a", "service_up a x@v1"}),
             tt);
}

BOOST_AUTO_TEST_CASE(member_that_goes_takes_its_services_back_first) {
  BOOST_TEST(between(x1, down) == (strings{"service_down a x@v1", "down a"}),
             tt);
  BOOST_TEST(
    between(suspect, left) == (strings{"service_down a x@v1", "left a"}), tt);
  BOOST_TEST(between(x1, nullptr) == (strings{"service_down a x@v1", "down a"}),
             tt);
}

BOOST_AUTO_TEST_CASE(update_names_the_services_that_differ) {
  BOOST_TEST(between(x1, x2)
               == (strings{"updated a", "service_down a x@v1",
                           "service_up a x@v2", "service_up a y@v1"}),
             tt);
}

BOOST_AUTO_TEST_CASE(suspicion_is_no_update_and_its_end_is_one) {
  BOOST_TEST(between(x1, suspect) == strings{"suspected a"}, tt);
  BOOST_TEST(between(suspect, x1) == strings{"updated a"}, tt);
}

BOOST_AUTO_TEST_CASE(suspect_that_is_new_joins_and_is_suspected) {
  BOOST_TEST(between(nullptr, suspect)
               == (strings{"joined a", "suspected a", "service_up a x@v1"}),
             tt);
}

BOOST_AUTO_TEST_CASE(what_was_never_seen_alive_causes_nothing) {
  BOOST_TEST(between(nullptr, down).empty());
  BOOST_TEST(between(down, left).empty());
  BOOST_TEST(between(left, nullptr).empty());
}

BOOST_AUTO_TEST_CASE(equal_records_cause_nothing) {
  BOOST_TEST(between(x1, make_record(node("a", {"x@v1"}))).empty());
}

BOOST_AUTO_TEST_CASE(event_carries_record_service_and_version) {
  auto event = to_event({topology_change::service_up, x1, service("x@v1"), 9});
  BOOST_CHECK(event.change == topology_change::service_up);
  BOOST_CHECK(event.node == x1->info);
  BOOST_CHECK(event.service == service("x@v1"));
  BOOST_TEST(event.version == 9u);
}

BOOST_AUTO_TEST_SUITE_END()
