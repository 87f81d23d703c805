// What is left of a call's time, at the provider and in nested calls.

#include "fixture.hpp"

#include "aegis/call.hpp"

using namespace aegis;
using namespace aegis::test;

namespace {

/// Seen by handlers.
struct handled {
  int count = 0;
  call_context context;
  call_options inherited;
};

using handled_ptr = std::shared_ptr<handled>;

/// Notes with what each text came; answers it.
caf::actor spawn_observer(caf::actor_system& sys, handled_ptr seen) {
  return sys.spawn([=](caf::event_based_actor* self) -> caf::behavior {
    return {[=](const std::string& text) {
      ++seen->count;
      seen->context = call_context_of(self);
      seen->inherited = inherit(self);
      return text;
    }};
  });
}

struct deadlines_fixture : pool_fixture {
  handled_ptr seen = std::make_shared<handled>();

  caf::actor observed(call_options options) {
    BOOST_REQUIRE(provide(spawn_observer(sys, seen)));
    auto result = handle(std::move(options));
    run();
    return result;
  }

  const provider_metrics provided() {
    return metrics().provided.at(0);
  }
};

call_options within(std::chrono::milliseconds x) {
  call_options result;
  result.deadline = x;
  return result;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(deadlines, deadlines_fixture)

BOOST_AUTO_TEST_CASE(what_is_left_travels_with_the_call) {
  auto options = within(800ms);
  options.idempotent = true;
  options.key = "user-17";
  options.trace = {1, 2};
  auto user = observed(options);
  auto result = test::call(sys, user, "x");
  sched.run_once(); // the caller
  sched.advance_time(300ms);
  run();
  BOOST_TEST(result->value == "x");
  auto& x = seen->context;
  BOOST_TEST(x.time_left->count() == 500);
  BOOST_TEST(x.idempotent);
  BOOST_TEST(x.attempt == 0u);
  BOOST_TEST(x.key == "user-17");
  BOOST_TEST((x.trace == trace_id{1, 2}));
}

BOOST_AUTO_TEST_CASE(work_whose_time_is_up_never_reaches_its_handler) {
  auto user = observed(within(100ms));
  auto result = test::call(sys, user, "x");
  sched.run_once(); // the caller; the request is in the mailbox now
  sched.advance_time(150ms);
  run();
  BOOST_TEST(seen->count == 0);
  BOOST_TEST(result->answers == 1);
  BOOST_TEST((result->error.code == ec::deadline));
  BOOST_TEST(provided().expired == 1u);
  BOOST_TEST(provided().calls.in_flight == 0u);
}

BOOST_AUTO_TEST_CASE(one_way_message_whose_time_is_up_is_not_handled_either) {
  auto user = observed(within(100ms));
  caf::anon_send(user, std::string{"x"});
  sched.advance_time(150ms);
  run();
  BOOST_TEST(seen->count == 0);
  caf::anon_send(user, std::string{"x"});
  run();
  BOOST_TEST(seen->count == 1);
}

BOOST_AUTO_TEST_CASE(nested_call_has_no_more_time_than_is_left) {
  auto user = observed(within(800ms));
  call(user, "x");
  BOOST_TEST(seen->inherited.deadline.count() == 800);
  auto result = test::call(sys, user, "x");
  sched.run_once();
  sched.advance_time(300ms);
  run();
  BOOST_TEST(seen->inherited.deadline.count() == 500);
}

BOOST_AUTO_TEST_CASE(shorter_deadline_of_the_nested_call_stays) {
  auto wanted = std::make_shared<call_options>();
  auto nested = sys.spawn([=](caf::event_based_actor* self) -> caf::behavior {
    return {[=](const std::string& text) {
      *wanted = inherit(self, within(200ms));
      return text;
    }};
  });
  BOOST_REQUIRE(provide(nested));
  call(handle(within(800ms)), "x");
  BOOST_TEST(wanted->deadline.count() == 200);
  // Outside of a call there is nothing to inherit.
  BOOST_TEST(seen->context.time_left.has_value() == false);
}

BOOST_AUTO_TEST_CASE(chain_of_services_ends_at_the_first_deadline) {
  // front -> back, which never answers; both nested calls end together.
  const service_id back{"back", "v1"};
  auto held = std::make_shared<std::vector<caf::response_promise>>();
  auto sink = sys.spawn([=](caf::event_based_actor* self) -> caf::behavior {
    return {[=](const std::string&) -> caf::result<std::string> {
      held->push_back(self->make_response_promise());
      return caf::delegated<std::string>{};
    }};
  });
  BOOST_REQUIRE(provide(sink, back));
  auto inner = handle({}, {}, back);
  run();
  auto nested_error = std::make_shared<fault>();
  auto front = sys.spawn([=](caf::event_based_actor* self) -> caf::behavior {
    return {[=](const std::string& text) -> caf::result<std::string> {
      auto promise = self->make_response_promise<std::string>();
      self->request(with(inner, inherit(self)), caf::infinite, text)
        .then([=](const std::string& x) mutable { promise.deliver(x); },
              [=](const caf::error& why) mutable {
                *nested_error = to_fault(why);
                promise.deliver(why);
              });
      return promise;
    }};
  });
  BOOST_REQUIRE(provide(front));
  auto result = call(handle(within(300ms)), "x");
  pass(250ms);
  BOOST_TEST(result->answers == 0);
  pass(100ms);
  BOOST_TEST((result->error.code == ec::deadline));
  BOOST_TEST((nested_error->code == ec::deadline));
  held->clear();
}

BOOST_AUTO_TEST_CASE(delegated_call_keeps_its_answer) {
  auto second = spawn_provider(sys, "second");
  local_providers.push_back(second);
  auto front = sys.spawn([=](caf::event_based_actor* self) -> caf::behavior {
    return {[=](const std::string& x) { return self->delegate(second, x); }};
  });
  BOOST_REQUIRE(provide(front));
  BOOST_TEST(call(handle(), "x")->value == "second:x");
  BOOST_TEST(metrics().provided.at(0).calls.in_flight == 0u);
}

BOOST_AUTO_TEST_CASE(handler_may_change_its_arguments) {
  auto changing = sys.spawn([](caf::event_based_actor*) -> caf::behavior {
    return {[](std::string& x) {
      x += "!";
      return x;
    }};
  });
  BOOST_REQUIRE(provide(changing));
  auto user = handle();
  BOOST_TEST(call(user, "x")->value == "x!");
  BOOST_TEST(call(user, "x")->value == "x!");
}

BOOST_AUTO_TEST_CASE(promise_that_is_dropped_does_not_block_the_service) {
  provide_options options;
  options.in_flight_max = 1;
  BOOST_REQUIRE(provide(
    [](caf::actor_system& s) {
      return s.spawn([](caf::event_based_actor* self) -> caf::behavior {
        return {[=](const std::string& x) -> caf::result<std::string> {
          if (x == "drop") {
            self->make_response_promise();
            return caf::delegated<std::string>{};
          }
          return x;
        }};
      });
    },
    options));
  auto user = handle(within(200ms));
  auto dropped = call(user, "drop");
  BOOST_TEST((call(user, "x")->error.code == ec::overloaded));
  pass(250ms);
  BOOST_TEST((dropped->error.code == ec::deadline));
  BOOST_TEST(call(user, "x")->value == "x");
}

BOOST_AUTO_TEST_SUITE_END()
