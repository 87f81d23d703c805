// What stands before a service: limits, rules, health, and the end of actors.

#include "actors/services/guarded_message.hpp"
#include "fixture.hpp"
#include "tests/support/temporary_directory.hpp"

#include <fstream>

using namespace aegis;
using namespace aegis::test;

namespace {

struct guards_fixture : pool_fixture {
  using pool_fixture::pool_fixture;

  provider_metrics provided() {
    auto all = metrics().provided;
    BOOST_REQUIRE(!all.empty());
    return all.front();
  }

  caf::actor guard() {
    auto found = ask<local_provider>(local_provider_query{greeting});
    BOOST_REQUIRE(found);
    return caf::actor_cast<caf::actor>(found->guard);
  }

  /// Providers named "1", "2", ... as they are made.
  bool provide_many(provide_options options) {
    return provide(
      [this](caf::actor_system& s) {
        auto log = std::make_shared<provider_log>();
        logs.push_back(log);
        made.push_back(spawn_provider(s, std::to_string(logs.size()), log));
        return made.back();
      },
      options);
  }

  ~guards_fixture() {
    for (auto& log : logs)
      log->forget();
    made.clear();
  }

  std::vector<log_ptr> logs;
  std::vector<caf::actor> made;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(guards, guards_fixture)

// -- limits ------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(flood_of_a_slow_provider_is_refused_at_the_limit) {
  provide_options options;
  options.in_flight_max = 10;
  BOOST_REQUIRE(provide_many(options));
  auto user = handle();
  std::vector<call_ptr> results;
  for (int i = 0; i < 1000; ++i)
    results.push_back(call(user, "hold"));
  BOOST_TEST(logs[0]->texts.size() == 10u);
  auto refused = 0;
  for (auto& x : results)
    refused += x->error.code == ec::overloaded ? 1 : 0;
  BOOST_TEST(refused == 990);
  auto x = provided();
  BOOST_TEST(x.calls.in_flight == 10u);
  BOOST_TEST(x.overloaded == 990u);
}

BOOST_AUTO_TEST_CASE(flood_of_one_way_messages_ends_at_the_limit_too) {
  provide_options options;
  options.in_flight_max = 10;
  BOOST_REQUIRE(provide_many(options));
  auto user = handle();
  run();
  for (int i = 0; i < 1000; ++i)
    caf::anon_send(user, std::string{"x"}); // nobody runs meanwhile
  BOOST_TEST(as_handle(user).setup().counters->figures.calls.load() == 1000u);
  run();
  BOOST_TEST(logs[0]->texts.size() == 10u);
}

// -- several actors behind one name ------------------------------------------

BOOST_AUTO_TEST_CASE(instances_share_the_calls) {
  provide_options options;
  options.instances = 3;
  BOOST_REQUIRE(provide_many(options));
  auto user = handle();
  for (int i = 0; i < 30; ++i)
    call(user, "x");
  for (auto& log : logs)
    BOOST_TEST(log->texts.size() >= 5u);
  BOOST_TEST(provided().instances == 3u);
}

BOOST_AUTO_TEST_CASE(busy_instance_gets_fewer) {
  provide_options options;
  options.instances = 2;
  BOOST_REQUIRE(provide_many(options));
  auto user = handle();
  call(user, "hold-at:1");
  if (logs[0]->held.empty())
    call(user, "hold-at:1");
  auto before = logs[0]->texts.size();
  for (int i = 0; i < 10; ++i)
    BOOST_TEST(call(user, "x")->value == "2:x");
  BOOST_TEST(logs[0]->texts.size() == before);
}

BOOST_AUTO_TEST_CASE(calls_of_a_dead_instance_fail_and_others_go_on) {
  provide_options options;
  options.instances = 2;
  options.restart = restart_policy::on_failure;
  BOOST_REQUIRE(provide_many(options));
  auto user = handle();
  std::vector<call_ptr> held;
  for (int i = 0; i < 4; ++i)
    held.push_back(call(user, "hold"));
  caf::anon_send_exit(made[0], caf::exit_reason::kill);
  run();
  auto lost = 0;
  for (auto& x : held)
    lost += x->error.code == ec::peer_lost ? 1 : 0;
  BOOST_TEST(lost == 2);
  for (int i = 0; i < 4; ++i)
    BOOST_TEST(call(user, "x")->value == "2:x");
  BOOST_TEST(announcements.size() == 1u); // it never left
}

// -- supervision -------------------------------------------------------------

BOOST_AUTO_TEST_CASE(service_is_started_again_and_comes_back) {
  provide_options options;
  options.restart = restart_policy::on_failure;
  BOOST_REQUIRE(provide_many(options));
  auto user = handle();
  BOOST_TEST(call(user, "x")->value == "1:x");
  caf::anon_send_exit(made[0], caf::exit_reason::kill);
  run();
  BOOST_TEST((call(user, "x")->error.code == ec::no_providers));
  pass(200ms);
  BOOST_TEST(call(user, "x")->value == "2:x");
  BOOST_TEST(announcements
               == (std::vector<std::string>{"+greeting@v1", "-greeting@v1",
                                            "+greeting@v1"}),
             boost::test_tools::per_element());
  BOOST_TEST(provided().restarts == 1u);
}

BOOST_AUTO_TEST_CASE(service_that_keeps_failing_is_given_up) {
  provide_options options;
  options.restart = restart_policy::on_failure;
  options.restarts_max = 2;
  BOOST_REQUIRE(provide_many(options));
  for (std::size_t i = 0; i < 3; ++i) {
    BOOST_REQUIRE(made.size() == i + 1);
    caf::anon_send_exit(made[i], caf::exit_reason::kill);
    pass(1s);
  }
  BOOST_TEST(made.size() == 3u);
  BOOST_TEST(metrics().provided.empty());
  BOOST_TEST(announcements.back() == "-greeting@v1");
  BOOST_TEST(network.exported.empty());
  auto next = spawn_provider(sys, "next");
  BOOST_TEST(provide(next)); // the name is free again
}

BOOST_AUTO_TEST_CASE(normal_end_is_no_failure) {
  provide_options options;
  options.restart = restart_policy::on_failure;
  BOOST_REQUIRE(provide_many(options));
  caf::anon_send_exit(made[0], caf::exit_reason::user_shutdown);
  pass(1s);
  BOOST_TEST(made.size() == 1u);
  BOOST_TEST(metrics().provided.empty());
}

BOOST_AUTO_TEST_CASE(always_means_after_a_normal_end_too) {
  provide_options options;
  options.restart = restart_policy::always;
  BOOST_REQUIRE(provide_many(options));
  caf::anon_send_exit(made[0], caf::exit_reason::user_shutdown);
  pass(1s);
  BOOST_TEST(made.size() == 2u);
}

BOOST_AUTO_TEST_CASE(factory_that_fails_is_an_error_of_the_provision) {
  BOOST_TEST(!provide([](caf::actor_system&) { return caf::actor{}; }, {}));
  BOOST_TEST((failure.code == ec::invalid_argument));
  BOOST_TEST(!provide(
    [](caf::actor_system&) -> caf::actor {
      throw std::runtime_error{"no database"};
    },
    {}));
  BOOST_TEST(failure.text.find("no database") != std::string::npos);
  provide_options options;
  options.instances = 0;
  BOOST_TEST(!provide_many(options));
  BOOST_TEST(network.exported.empty());
}

// -- health and drain --------------------------------------------------------

BOOST_AUTO_TEST_CASE(unhealthy_service_is_out_of_rotation_until_it_is_well) {
  BOOST_REQUIRE(provide_many({}));
  auto user = handle();
  auto late = guard(); // as a peer has it that has not heard of it yet
  BOOST_REQUIRE(order(service_health_update{greeting, false, "disk full"}));
  BOOST_TEST((call(user, "x")->error.code == ec::no_providers));
  auto refused = call(late, "x");
  BOOST_TEST((refused->error.code == ec::no_providers));
  BOOST_TEST(refused->error.text.find("disk full") != std::string::npos);
  BOOST_TEST(!provided().in_rotation);
  BOOST_TEST(announcements.back() == "-greeting@v1");
  BOOST_REQUIRE(order(service_health_update{greeting, true, {}}));
  BOOST_TEST(call(user, "x")->value == "1:x");
  BOOST_TEST(announcements.back() == "+greeting@v1");
  BOOST_TEST(!order(service_health_update{{"other", "v1"}, true, {}}));
  BOOST_TEST((failure.code == ec::unknown_service));
}

BOOST_AUTO_TEST_CASE(drain_refuses_new_calls_and_waits_for_open_ones) {
  BOOST_REQUIRE(provide_many({}));
  auto user = handle();
  auto open = call(user, "hold");
  auto drained = std::make_shared<bool>(false);
  sys.spawn([=](caf::event_based_actor* self) {
    self
      ->request(caf::actor_cast<caf::actor>(pool), caf::infinite,
                service_drain{})
      .then([=] { *drained = true; });
  });
  pass(100ms);
  BOOST_TEST(!*drained);
  BOOST_TEST((call(user, "x")->error.code == ec::shutting_down));
  caf::anon_send(made[0], std::string{"release"}, std::string{"done"});
  pass(20ms);
  BOOST_TEST(open->value == "done");
  BOOST_TEST(*drained);
}

// -- figures -----------------------------------------------------------------

BOOST_AUTO_TEST_CASE(figures_tell_what_became_of_the_calls) {
  BOOST_REQUIRE(provide_many({}));
  auto user = handle();
  for (int i = 0; i < 5; ++i)
    call(user, "x");
  call(user, 7);
  call(user, "hold");
  auto all = metrics();
  auto& here = all.consumed.at(0);
  auto& there = all.provided.at(0);
  for (auto* x : {&here.calls, &there.calls}) {
    BOOST_TEST(x->calls == 7u);
    BOOST_TEST(x->in_flight == 1u);
    BOOST_TEST(x->errors.at(ec::not_authorized) == 1u);
    std::uint64_t answered = 0;
    for (auto& bucket : x->latency)
      answered += bucket.count;
    BOOST_TEST(answered == 5u);
  }
  BOOST_TEST(here.attempts == 7u);
}

BOOST_AUTO_TEST_SUITE_END()

// -- rules -------------------------------------------------------------------

namespace {

struct rules_directory {
  temporary_directory directory;
  std::string file = directory.path + "/rules";

  void write(const std::string& text) {
    std::ofstream{file} << text;
  }

  node_settings::service_settings strict() {
    node_settings::service_settings x;
    x.rules_file = file;
    x.allow_by_default = false;
    return x;
  }
};

struct rules_fixture : rules_directory, guards_fixture {
  rules_fixture() : guards_fixture(strict()) {
    network.who = caller{"api-1", nullptr, false};
    BOOST_REQUIRE(provide_many({}));
    user = handle();
    run();
  }

  bool reload() {
    return order(call_rules_reload{});
  }

  bool passes(const std::string& text = "x") {
    auto result = call(user, text);
    BOOST_TEST(result->answers == 1);
    BOOST_TEST((result->error.code == ec::none
                || result->error.code == ec::not_authorized));
    return result->error.code == ec::none;
  }

  caf::actor user;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(rules, rules_fixture)

BOOST_AUTO_TEST_CASE(nobody_passes_before_the_rules_are_read) {
  BOOST_TEST(!passes());
  BOOST_TEST(logs[0]->texts.empty());
  BOOST_TEST(provided().not_authorized == 1u);
}

BOOST_AUTO_TEST_CASE(rules_are_reloaded_and_a_bad_file_changes_nothing) {
  write("allow caller=api-* service=greeting\n");
  BOOST_REQUIRE(reload());
  BOOST_TEST(passes());
  write("allow caller=web-*\n");
  BOOST_TEST(passes()); // not before it is read
  BOOST_REQUIRE(reload());
  BOOST_TEST(!passes());
  write("allow caller=api-*\nallow whom=api-*\n");
  BOOST_TEST(!reload());
  BOOST_TEST((failure.code == ec::invalid_argument));
  BOOST_TEST(failure.text.find(file + ": line 2") == 0u, failure.text);
  BOOST_TEST(!passes()); // the first line was not taken
  std::filesystem::remove(file);
  BOOST_TEST(!reload());
  BOOST_TEST((failure.code == ec::file_error));
  BOOST_TEST(!passes());
}

BOOST_AUTO_TEST_CASE(refusal_is_neither_repeated_nor_handled) {
  write("deny type=@str\ndefault allow\n");
  BOOST_REQUIRE(reload());
  BOOST_TEST(!passes());
  BOOST_TEST(logs[0]->texts.empty());
  BOOST_TEST(call(user, 7)->error.text == "no numbers"); // the service's own
  auto& counters = *as_handle(user).setup().counters;
  BOOST_TEST(test::count(counters.retries) == 0u);
}

BOOST_AUTO_TEST_CASE(one_way_messages_are_judged_too) {
  write("deny type=@str\ndefault allow\n");
  BOOST_REQUIRE(reload());
  caf::anon_send(user, std::string{"x"});
  run();
  BOOST_TEST(logs[0]->texts.empty());
  BOOST_TEST(provided().not_authorized == 1u);
}

BOOST_AUTO_TEST_CASE(caller_whom_nobody_knows_is_refused) {
  write("allow\n");
  BOOST_REQUIRE(reload());
  network.who = std::nullopt;
  auto stranger = caf::actor_cast<caf::actor>(
    ask<local_provider>(local_provider_query{greeting})->guard);
  auto result = call(stranger, "x");
  BOOST_TEST((result->error.code == ec::not_authorized));
}

BOOST_AUTO_TEST_CASE(region_and_labels_are_those_of_the_record) {
  write("allow region=eu label.tier=web\n");
  BOOST_REQUIRE(reload());
  BOOST_TEST(!passes());
  node_info x;
  x.id = "api-1";
  x.address = "127.0.0.1:1";
  x.incarnation = 1;
  x.region = "eu";
  x.labels["tier"] = "web";
  list(x);
  BOOST_TEST(passes());
  x.region = "us"; // what was allowed before is asked again
  list(x);
  BOOST_TEST(!passes());
}

BOOST_AUTO_TEST_SUITE_END()
