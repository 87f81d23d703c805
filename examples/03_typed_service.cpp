// A typed handle to a service. The compiler checks the messages, and the
// interfaces of both sides are compared before a call: what would fail at
// delivery is refused when the provider is looked up.

#include "support.hpp"

#include <caf/actor_cast.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <string>

namespace {

const aegis::service_id math{"math", "v1"};

// [interface]
using math_actor = caf::typed_actor<caf::replies_to<int, int>::with<int>>;
// [interface]

/// What somebody may wrongly take the service for.
using text_actor
  = caf::typed_actor<caf::replies_to<std::string>::with<std::string>>;

math_actor::behavior_type adder() {
  return {
    [](int x, int y) { return x + y; },
  };
}

aegis::node start_provider(const std::string& certs) {
  auto builder = example::local_node("provider", certs);
  builder.provide(math, [](caf::actor_system& sys) {
    return caf::actor_cast<caf::actor>(sys.spawn(adder));
  });
  return example::started(std::move(builder));
}

int add(const aegis::node& from, const math_actor& service, int x, int y) {
  int result = 0;
  caf::scoped_actor self{from.system()};
  self->request(service, example::patience, x, y)
    .receive([&](int sum) { result = sum; },
             [&](const caf::error& why) { example::fail(why); });
  return result;
}

caf::error echo(const aegis::node& from, const text_actor& service) {
  caf::error result;
  caf::scoped_actor self{from.system()};
  self->request(service, example::patience, std::string{"hello"})
    .receive([](const std::string&) {},
             [&](const caf::error& why) { result = why; });
  return result;
}

void typed_service(example::account& out, const std::string& certs) {
  auto provider = start_provider(certs);
  auto user = example::started(example::local_node("user", certs));
  example::connect(user, provider);
  example::require(user.await_service(math, 1, example::patience));

  // [handle]
  auto service = user.service<math_actor>(math);
  // [handle]
  auto sum = add(user, service, 19, 23);
  out.tell("19 + 23 = " + std::to_string(sum));
  out.saw("a typed request is answered", sum == 42);

  auto why = echo(user, user.service<text_actor>(math));
  out.tell(aegis::describe(why));
  out.saw("a handle of another interface is refused",
          aegis::code_of(why) == aegis::ec::interface_mismatch);
}

} // namespace

int main() {
  return example::run("A typed service", typed_service);
}
