#include "world.hpp"

#include <stdexcept>

using namespace aegis;
using namespace aegis::test;

namespace {

/// A checker whose finding can be changed, and that counts.
struct probe {
  int runs = 0;
  fault finding{ec::none, {}};

  health_checker_ptr checker(std::string name) {
    return make_function_checker(std::move(name), [this]() -> outcome<done> {
      ++runs;
      if (finding.code == ec::none)
        return done{};
      return finding;
    });
  }
};

struct throwing_name : health_checker {
  std::string name() const override {
    throw std::runtime_error{"no name"};
  }
  outcome<done> check() override {
    return done{};
  }
};

struct fixture : virtual_system {
  detail::health_internal_actor monitor;

  void start(std::vector<health_checker_ptr> checkers = {},
             std::size_t checkers_max = defaults::checkers_max) {
    detail::health_deps deps;
    deps.settings.checkers_max = checkers_max;
    deps.checkers = std::move(checkers);
    deps.now = [this] { return now(); };
    deps.detach_checks = false;
    monitor = keep(sys.spawn(detail::health_monitor, std::move(deps)));
    run();
  }

  template <class Question>
  health ask_for(Question x) {
    auto found = ask<health>(monitor, std::move(x));
    BOOST_REQUIRE(found->value);
    return *found->value;
  }

  health current() {
    return ask_for(health_query{});
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(health_of_a_node, fixture)

BOOST_AUTO_TEST_CASE(at_first_nothing_is_known) {
  start();
  BOOST_CHECK(current().status == health_status::unknown);
  BOOST_TEST(!is_healthy(current()));
}

BOOST_AUTO_TEST_CASE(the_application_sets_it) {
  start();
  auto told = ask_for(health_update{health_status::healthy, "fine"});
  BOOST_TEST(is_healthy(told));
  BOOST_TEST(told.message == "fine");
  BOOST_TEST(told.error.empty());
  BOOST_CHECK(told.last_checked == now());
  auto bad = ask_for(health_update{health_status::unhealthy, "tired"});
  BOOST_CHECK(bad.status == health_status::unhealthy);
  BOOST_TEST(bad.error == "tired");
}

BOOST_AUTO_TEST_CASE(checkers_run_at_the_start) {
  probe p;
  start({p.checker("disk")});
  BOOST_TEST(p.runs == 1);
  BOOST_TEST(is_healthy(current()));
}

BOOST_AUTO_TEST_CASE(a_failing_checker_is_named_with_its_reason) {
  probe disk;
  probe net;
  disk.finding = {ec::file_error, "full"};
  start({disk.checker("disk"), net.checker("net")});
  auto found = current();
  BOOST_CHECK(found.status == health_status::unhealthy);
  BOOST_TEST(found.error.find("disk: file_error: full") != std::string::npos);
  BOOST_TEST(found.error.find("net") == std::string::npos);
  disk.finding = {ec::none, {}};
  BOOST_TEST(is_healthy(ask_for(health_check{})));
}

BOOST_AUTO_TEST_CASE(the_worse_of_both_holds) {
  probe p;
  start({p.checker("disk")});
  BOOST_TEST(
    !is_healthy(ask_for(health_update{health_status::unhealthy, "tired"})));
  p.finding = {ec::file_error, "full"};
  ask_for(health_update{health_status::healthy, "fine"});
  auto found = ask_for(health_check{});
  BOOST_CHECK(found.status == health_status::unhealthy);
  BOOST_TEST(found.message == "fine");
}

BOOST_AUTO_TEST_CASE(checkers_run_again_with_time) {
  probe p;
  start({p.checker("disk")});
  pass(defaults::health_interval * 3 + 10ms);
  BOOST_TEST(p.runs == 4);
  BOOST_CHECK(current().last_checked > now() - defaults::health_interval);
  p.finding = {ec::file_error, "full"};
  pass(defaults::health_interval);
  BOOST_TEST(!is_healthy(current()));
}

BOOST_AUTO_TEST_CASE(a_question_runs_no_checker) {
  probe p;
  start({p.checker("disk")});
  current();
  BOOST_TEST(p.runs == 1);
  ask_for(health_check{});
  BOOST_TEST(p.runs == 2);
}

BOOST_AUTO_TEST_CASE(an_added_checker_runs_at_once) {
  start();
  probe p;
  p.finding = {ec::file_error, "full"};
  BOOST_CHECK(order(monitor, checker_addition{p.checker("disk")}).code
              == ec::none);
  BOOST_TEST(p.runs == 1);
  BOOST_TEST(!is_healthy(current()));
}

BOOST_AUTO_TEST_CASE(a_check_after_an_addition_includes_it) {
  probe first;
  probe second;
  second.finding = {ec::file_error, "full"};
  auto late = second.checker("second");
  start({first.checker("first")});
  auto result = std::make_shared<reply<health>>();
  keep(sys.spawn([=](caf::event_based_actor* self) {
    // All in the mailbox before the run that the first one begins has ended.
    auto to = caf::actor_cast<caf::actor>(monitor);
    caf::anon_send(to, health_check{});
    caf::anon_send(to, checker_addition{late});
    self->request(to, caf::infinite, health_check{}).then([=](const health& x) {
      result->value = x;
    });
  }));
  run();
  BOOST_REQUIRE(result->value);
  BOOST_TEST(!is_healthy(*result->value));
}

BOOST_AUTO_TEST_CASE(no_checker_and_one_too_many_are_refused) {
  probe p;
  start({}, 1);
  BOOST_CHECK(order(monitor, checker_addition{}).code == ec::invalid_argument);
  BOOST_CHECK(order(monitor, checker_addition{p.checker("a")}).code
              == ec::none);
  auto refused = order(monitor, checker_addition{p.checker("b")});
  BOOST_CHECK(refused.code == ec::overloaded);
  BOOST_TEST(refused.text.find("checker b") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_checker_that_throws_is_unhealthy) {
  auto thrower = make_function_checker(
    "thrower", []() -> outcome<done> { throw std::runtime_error{"boom"}; });
  auto odd = make_function_checker("odd", []() -> outcome<done> { throw 1; });
  start({thrower, odd});
  auto found = current();
  BOOST_CHECK(found.status == health_status::unhealthy);
  BOOST_TEST(found.error.find("thrower: internal: the checker threw: boom")
             != std::string::npos);
  BOOST_TEST(found.error.find("odd: internal: the checker threw")
             != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_checker_whose_name_throws_does_no_harm) {
  probe p;
  start({std::make_shared<throwing_name>(), p.checker("disk")}, 2);
  BOOST_TEST(p.runs == 1);
  BOOST_TEST(is_healthy(current()));
  auto refused
    = order(monitor, checker_addition{std::make_shared<throwing_name>()});
  BOOST_CHECK(refused.code == ec::overloaded);
  BOOST_TEST(is_healthy(current()));
}

BOOST_AUTO_TEST_CASE(a_function_checker_without_function_is_unhealthy) {
  start({make_function_checker("empty", nullptr)});
  BOOST_TEST(current().error.find("empty: invalid_argument")
             != std::string::npos);
}

BOOST_AUTO_TEST_CASE(all_who_ask_during_a_run_get_its_result) {
  probe p;
  start({p.checker("disk")});
  auto answers = std::make_shared<int>(0);
  keep(sys.spawn([=](caf::event_based_actor* self) {
    for (int i = 0; i < 10; ++i)
      self->request(monitor, caf::infinite, health_check{})
        .then([=](const health&) { ++*answers; });
  }));
  run();
  BOOST_TEST(*answers == 10);
  BOOST_TEST(p.runs == 2);
}

BOOST_AUTO_TEST_SUITE_END()
