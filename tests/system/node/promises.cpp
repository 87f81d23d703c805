// What calls can rely on, between whole nodes: the provider, the link or the
// clock is broken on purpose.

#include "mesh_fixture.hpp"

#include "aegis/call.hpp"

#include <caf/event_based_actor.hpp>
#include <caf/scoped_actor.hpp>

#include <atomic>
#include <fstream>
#include <memory>

#include <unistd.h>

using namespace aegis;
using namespace aegis::test;

namespace {

struct provider_view {
  std::atomic<int> handled{0};
  std::atomic<int> known_callers{0};
};

using view_ptr = std::shared_ptr<provider_view>;

/// Blocks its thread for "busy"; notes all that it handles.
caf::behavior observer(caf::event_based_actor* self, std::string name,
                       view_ptr seen) {
  return {[=](const std::string& text) -> caf::result<std::string> {
    ++seen->handled;
    if (auto who = caller_of(self); who && who->node_id == "user")
      ++seen->known_callers;
    if (text == "busy")
      std::this_thread::sleep_for(500ms);
    if (text == "hold-at:" + name) {
      self->make_response_promise();
      return caf::delegated<std::string>{};
    }
    if (text == "crash") {
      self->make_response_promise();
      self->quit(caf::exit_reason::user_shutdown);
      return caf::delegated<std::string>{};
    }
    return name;
  }};
}

/// What a flood may leave behind. AddressSanitizer keeps what was freed for a
/// while.
#if defined(__SANITIZE_ADDRESS__)
constexpr std::size_t growth_max_mib = 512;
#else
constexpr std::size_t growth_max_mib = 64;
#endif

std::size_t resident_mib() {
  std::ifstream in{"/proc/self/statm"};
  std::size_t pages = 0;
  in >> pages >> pages;
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) >> 20;
}

struct promises_fixture : mesh_fixture {
  node observing(const std::string& id, view_ptr seen,
                 provide_options options = {}, node_settings settings = {}) {
    auto x = builder(id);
    x.settings(settings).provide(
      greeting,
      [=](caf::actor_system& sys) { return sys.spawn(observer, id, seen); },
      options);
    return started(std::move(x));
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(promises_between_nodes, promises_fixture)

BOOST_AUTO_TEST_CASE(work_whose_time_is_up_is_refused_at_the_provider) {
  auto seen = std::make_shared<provider_view>();
  auto a = observing("a", seen);
  auto user = started("user");
  connect(user, a);
  await(user);
  call_options brief;
  brief.deadline = 150ms;
  auto patient = user.service(greeting);
  auto hasty = user.service(greeting, brief);
  caf::scoped_actor self{user.system()};
  self->send(patient, std::string{"busy"});
  self->send(patient, std::string{"busy"});
  BOOST_TEST(eventually([&] { return seen->handled == 1; }));
  BOOST_TEST(call(user, hasty).find("deadline") == 0u);
  BOOST_TEST(call(user, patient) == "a"); // after all that waited before it
  BOOST_TEST(seen->handled == 3);         // twice busy and the last one
  BOOST_TEST(a.metrics().provided.at(0).expired == 1u);
}

BOOST_AUTO_TEST_CASE(caller_is_known_in_every_attempt) {
  auto seen = std::make_shared<provider_view>();
  auto a = observing("a", seen);
  auto b = observing("b", seen);
  auto user = started("user");
  connect(user, a);
  connect(user, b);
  await(user, 2);
  call_options options;
  options.idempotent = true;
  options.hedge_after = 20ms;
  auto service = user.service(greeting, options);
  for (int i = 0; i < 100; ++i)
    call(user, service); // pays for a hedge or two
  for (int i = 0; i < 2; ++i)
    BOOST_TEST(call(user, service, "hold-at:a") == "b");
  BOOST_TEST(user.metrics().consumed.at(0).hedges_won >= 1u);
  BOOST_TEST(seen->handled >= 103); // a slow machine hedges others, too
  BOOST_TEST(seen->known_callers == seen->handled.load());
}

BOOST_AUTO_TEST_CASE(idempotent_call_survives_the_end_of_its_provider) {
  auto seen = std::make_shared<provider_view>();
  auto a = observing("a", seen);
  auto user = started("user");
  connect(user, a);
  await(user);
  call_options options;
  options.idempotent = true;
  options.attempts_max = 5;
  auto service = user.service(greeting, options);
  auto b = std::make_unique<node>(observing("b", seen));
  connect(user, *b);
  await(user, 2);
  caf::scoped_actor self{user.system()};
  std::atomic<int> answered{0};
  auto asker = user.system().spawn([&](caf::event_based_actor* from) {
    for (int i = 0; i < 10; ++i)
      from->request(service, caf::infinite, std::string{"hold-at:b"})
        .then([&](const std::string& x) { answered += x == "a" ? 1 : 0; });
  });
  BOOST_TEST(eventually([&] { return answered == 5; }));
  b->shutdown(0ms); // does not wait for what it holds
  BOOST_TEST(eventually([&] { return answered == 10; }), answered.load());
}

BOOST_AUTO_TEST_CASE(rules_stand_before_a_service_and_are_reloaded) {
  auto rules = certs.path + "/rules";
  std::ofstream{rules} << "deny caller=other\ndefault allow\n";
  node_settings settings;
  settings.services.rules_file = rules;
  auto seen = std::make_shared<provider_view>();
  auto a = observing("a", seen, {}, settings);
  auto user = started("user");
  auto other = started("other");
  connect(user, a);
  connect(other, a);
  await(user);
  await(other);
  auto mine = user.service(greeting);
  auto theirs = other.service(greeting);
  BOOST_TEST(call(user, mine) == "a");
  BOOST_TEST(call(other, theirs).find("not_authorized") == 0u);
  BOOST_TEST(seen->handled == 1);
  std::ofstream{rules} << "deny caller=u*\ndefault maybe\n";
  BOOST_TEST(text_of(a.reload_call_rules()).find("invalid_argument") == 0u);
  BOOST_TEST(call(user, mine) == "a");
  std::ofstream{rules} << "deny san=URI:*/node/user\ndefault allow\n";
  BOOST_TEST(text_of(a.reload_call_rules()) == "ok");
  BOOST_TEST(call(user, mine).find("not_authorized") == 0u);
  BOOST_TEST(call(other, theirs) == "a");
  BOOST_TEST(a.metrics().provided.at(0).not_authorized == 2u);
}

BOOST_AUTO_TEST_CASE(node_with_bad_rules_is_not_built) {
  node_settings settings;
  settings.services.rules_file = certs.path + "/none";
  auto x = builder("a");
  auto built = x.settings(settings).build();
  BOOST_TEST(text_of(built).find("file_error") == 0u);
}

BOOST_AUTO_TEST_CASE(supervised_service_comes_back) {
  auto seen = std::make_shared<provider_view>();
  provide_options options;
  options.restart = restart_policy::always;
  auto a = observing("a", seen, options);
  auto user = started("user");
  connect(user, a);
  await(user);
  auto service = user.service(greeting);
  BOOST_TEST(call(user, service, "crash").find("peer_lost") == 0u);
  BOOST_TEST(eventually([&] { return call(user, service) == "a"; }));
  BOOST_TEST(a.metrics().provided.at(0).restarts == 1u);
}

BOOST_AUTO_TEST_CASE(unhealthy_service_is_left_alone) {
  auto seen = std::make_shared<provider_view>();
  auto a = observing("a", seen);
  auto b = observing("b", seen);
  auto user = started("user");
  connect(user, a);
  connect(user, b);
  await(user, 2);
  auto service = user.service(greeting);
  BOOST_TEST(text_of(a.set_service_health(greeting, false, "no disk")) == "ok");
  // Refused calls are made again at b, those that know call b at once.
  for (int i = 0; i < 20; ++i)
    BOOST_TEST(call(user, service) == "b");
  BOOST_TEST(text_of(a.set_service_health(greeting, true)) == "ok");
  BOOST_TEST(eventually([&] { return call(user, service) == "a"; }));
}

BOOST_AUTO_TEST_CASE(flood_of_a_hanging_provider_keeps_within_the_limits) {
  auto seen = std::make_shared<provider_view>();
  provide_options options;
  options.in_flight_max = 100;
  auto a = observing("a", seen, options);
  auto user = started("user");
  connect(user, a);
  await(user);
  call_options limits;
  limits.handle_in_flight_max = 200;
  limits.in_flight_max = 200;
  auto service = user.service(greeting, limits);
  std::atomic<int> overloaded{0};
  std::atomic<int> done{0};
  constexpr int rounds = 50;
  constexpr int calls = 1000;
  auto before = resident_mib();
  for (int i = 0; i < rounds; ++i) {
    auto expected = done + calls;
    user.system().spawn([&](caf::event_based_actor* self) {
      std::string payload = "hold-at:a";
      for (int k = 0; k < calls; ++k)
        self->request(service, caf::infinite, payload)
          .then([&](const std::string&) { ++done; },
                [&](const caf::error& why) {
                  overloaded += code_of(why) == ec::overloaded ? 1 : 0;
                  ++done;
                });
    });
    // All but those that are held are answered at once.
    BOOST_REQUIRE(eventually([&] { return done >= expected - 200; }));
  }
  BOOST_TEST(eventually([&] { return overloaded >= rounds * calls - 200; }));
  BOOST_TEST(seen->handled <= 200);
  BOOST_TEST(resident_mib() - before < growth_max_mib);
}

BOOST_AUTO_TEST_CASE(range_of_versions_finds_its_providers) {
  auto seen = std::make_shared<provider_view>();
  auto provider_of = [&](const std::string& id, const std::string& version) {
    auto x = builder(id);
    x.provide({"greeting", version}, [=](caf::actor_system& sys) {
      return sys.spawn(observer, id, seen);
    });
    return started(std::move(x));
  };
  auto a = provider_of("a", "1.3");
  auto b = provider_of("b", "2.0");
  auto user = started("user");
  connect(user, a);
  connect(user, b);
  service_id wish{"greeting", ">=1.2 <2"};
  BOOST_TEST(text_of(user.await_service(wish, 1, patience)) == "ok");
  auto service = user.service(wish);
  for (int i = 0; i < 4; ++i)
    BOOST_TEST(call(user, service) == "a");
}

BOOST_AUTO_TEST_SUITE_END()
