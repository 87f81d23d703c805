// A service is called by name. The caller names no node; the provider knows
// which node called, under which certificate.

#include "support.hpp"

#include <caf/event_based_actor.hpp>
#include <caf/scoped_actor.hpp>

#include <map>
#include <string>

namespace {

const aegis::service_id greeting{"greeting", "v1"};

// [provider]
caf::behavior greeter(caf::event_based_actor* self, std::string node_id) {
  return {
    [=](const std::string& name) -> caf::result<std::string> {
      auto who = aegis::caller_of(self);
      if (!who)
        return who.error();
      return node_id + " greets " + name + " of " + who->node_id
             + ", certificate " + who->certificate->fingerprint.substr(0, 16);
    },
  };
}
// [provider]

aegis::node start_provider(const std::string& id, const std::string& certs) {
  auto builder = example::local_node(id, certs);
  // [provide]
  builder.provide(
    greeting, [id](caf::actor_system& sys) { return sys.spawn(greeter, id); });
  // [provide]
  return example::started(std::move(builder));
}

/// The answer, or the error.
std::string call(const aegis::node& from, const caf::actor& service) {
  std::string result;
  // [call]
  caf::scoped_actor self{from.system()};
  self->request(service, example::patience, std::string{"Ada"})
    .receive([&](const std::string& answer) { result = answer; },
             [&](const caf::error& why) { result = aegis::describe(why); });
  // [call]
  return result;
}

bool starts_with(const std::string& text, const std::string& beginning) {
  return text.rfind(beginning, 0) == 0;
}

void service_call(example::account& out, const std::string& certs) {
  auto desk = example::started(example::local_node("desk", certs));
  auto service = desk.service(greeting);
  auto answer = call(desk, service);
  out.tell(answer);
  out.saw("without a provider the answer is no_providers, at once",
          starts_with(answer, "no_providers"));

  auto anna = start_provider("anna", certs);
  auto bert = start_provider("bert", certs);
  example::connect(desk, anna);
  example::connect(desk, bert);
  example::require(desk.await_service(greeting, 2, example::patience));

  auto mine = desk.own_certificate().fingerprint.substr(0, 16);
  std::map<std::string, int> calls;
  auto known = true;
  for (int i = 0; i < 4; ++i) {
    answer = call(desk, service);
    out.tell(answer);
    ++calls[answer.substr(0, answer.find(' '))];
    known = known && answer.find("of desk, certificate " + mine) != answer.npos;
  }
  out.saw("the providers take turns", calls["anna"] == 2 && calls["bert"] == 2);
  out.saw("each knows the caller's node and certificate", known);

  anna.shutdown();
  auto served = true;
  for (int i = 0; i < 4; ++i)
    served = served && starts_with(call(desk, service), "bert");
  out.saw("after anna left, bert serves alone", served);
}

} // namespace

int main() {
  return example::run("A service call", service_call);
}
