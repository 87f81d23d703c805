#include "world.hpp"

#include <caf/event_based_actor.hpp>

using namespace aegis;
using namespace aegis::test;

namespace {

using event_log = std::shared_ptr<std::vector<topology_event>>;

struct fixture : virtual_system {
  explicit fixture(std::size_t subscribers_max = defaults::subscribers_max) {
    node_settings::topology_settings settings;
    settings.subscribers_max = subscribers_max;
    topology = spawn_topology("here", settings);
  }

  caf::actor listener(const event_log& log) {
    return keep(sys.spawn([=](caf::event_based_actor*) -> caf::behavior {
      return {[=](const topology_event& x) { log->push_back(x); }};
    }));
  }

  reply_ptr<topology_view> subscribe(const caf::actor& x) {
    return ask<topology_view>(topology.actor, topology_subscription_request{x});
  }

  template <class Question>
  void tell(Question x) {
    BOOST_REQUIRE(ask<topology_view>(topology.actor, std::move(x))->value);
  }

  /// Something of everything that this node can change.
  void change_a_lot() {
    tell(node_addition{record_of("other")});
    tell(service_announcement{{"greeting", "v1"}});
    auto changed = record_of("other");
    changed.services = {{"identity", "v1"}};
    tell(node_update{changed});
    changed.services.clear();
    tell(node_update{changed});
    tell(service_withdrawal{{"greeting", "v1"}});
    tell(node_removal{"other"});
    tell(departure{});
  }

  topology_under_test topology;
};

std::vector<std::string> names(const event_log& log) {
  std::vector<std::string> result;
  for (const auto& x : *log)
    result.push_back(x.node.id + ' ' + to_string(x.change)
                     + (x.service.name.empty() ? "" : ' ' + x.service.name));
  return result;
}

event_log make_log() {
  return std::make_shared<std::vector<topology_event>>();
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(topology_events, fixture)

BOOST_AUTO_TEST_CASE(each_change_is_told_once_in_order) {
  auto log = make_log();
  auto view = subscribe(listener(log));
  BOOST_REQUIRE(view->value);
  auto version = view->value->version();
  change_a_lot();
  const std::vector<std::string> expected{
    "other joined",  "here service_up greeting",
    "here updated",  "other service_up identity",
    "other updated", "other service_down identity",
    "other updated", "here service_down greeting",
    "here updated",  "other down",
    "here left",
  };
  auto told = names(log);
  auto sorted = [](auto xs) {
    std::sort(xs.begin(), xs.end());
    return xs;
  };
  // Which of the changes of one version comes first is not said.
  BOOST_TEST(sorted(told) == sorted(expected),
             boost::test_tools::per_element());
  for (const auto& x : *log) {
    BOOST_TEST(x.version >= version);
    version = x.version;
  }
  BOOST_TEST(version == topology.view().version());
}

BOOST_AUTO_TEST_CASE(all_subscribers_hear_the_same) {
  auto first = make_log();
  auto second = make_log();
  subscribe(listener(first));
  subscribe(listener(second));
  change_a_lot();
  BOOST_TEST(!first->empty());
  BOOST_TEST(names(first) == names(second), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(who_subscribes_twice_hears_everything_once) {
  auto log = make_log();
  auto x = listener(log);
  subscribe(x);
  BOOST_TEST(subscribe(x)->value.has_value());
  tell(node_addition{record_of("other")});
  BOOST_TEST(log->size() == 1u);
}

BOOST_AUTO_TEST_CASE(events_begin_after_the_view_of_the_answer) {
  tell(node_addition{record_of("before")});
  auto log = make_log();
  auto view = subscribe(listener(log));
  BOOST_TEST((view->value->find("before") != nullptr));
  tell(node_addition{record_of("after")});
  BOOST_TEST(names(log) == std::vector<std::string>{"after joined"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_subscription_ends_with_its_actor) {
  fixture small{1};
  auto log = make_log();
  auto first = small.listener(log);
  BOOST_REQUIRE(small.subscribe(first)->value);
  auto second = small.listener(log);
  BOOST_CHECK(small.subscribe(second)->error.code == ec::overloaded);
  small.end(first);
  BOOST_REQUIRE(small.subscribe(second)->value);
  small.tell(node_addition{record_of("other")});
  BOOST_TEST(log->size() == 1u);
}

BOOST_AUTO_TEST_CASE(nobody_cannot_subscribe) {
  BOOST_CHECK(subscribe(nullptr)->error.code == ec::invalid_argument);
}

BOOST_AUTO_TEST_CASE(what_changes_nothing_is_not_told) {
  auto log = make_log();
  subscribe(listener(log));
  ask<topology_view>(topology.actor, node_addition{record_of("here")});
  ask<topology_view>(topology.actor, node_removal{"nobody"});
  tell(service_announcement{{"greeting", "v1"}});
  auto told = log->size();
  tell(service_announcement{{"greeting", "v1"}});
  BOOST_TEST(log->size() == told);
}

BOOST_AUTO_TEST_SUITE_END()
