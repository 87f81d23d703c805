#include "roles.hpp"

#include <caf/event_based_actor.hpp>

#include <iostream>

namespace demo {

namespace {

using aegis::identity::v1::ValidateSessionRequest;
using aegis::identity::v1::ValidateSessionResponse;

/// Validates sessions: each token is good, and the answer says who looked.
caf::behavior identity(caf::event_based_actor* self, std::string node_id) {
  return {
    [=](const ValidateSessionRequest& request)
      -> caf::result<ValidateSessionResponse> {
      auto who = aegis::caller_of(self);
      if (!who)
        return who.error();
      tell("served " + request.token() + ' ' + who->node_id + ' '
           + who->certificate->fingerprint.substr(0, 16));
      ValidateSessionResponse response;
      response.set_valid(true);
      response.mutable_session()->set_client(node_id);
      return response;
    },
  };
}

} // namespace

int run_provider(const arguments& xs) {
  auto id = xs[0];
  auto builder = make_builder(id, xs[2]);
  builder.cert_dir(xs[1]).provide(
    identity_service,
    [id](caf::actor_system& sys) { return sys.spawn(identity, id); });
  auto node = builder.build();
  if (!node)
    return give_up(aegis::describe(node.error()));
  if (auto up = node->start(); !up)
    return give_up(aegis::describe(up.error()));
  if (xs.size() == 5)
    if (auto added = node->add_peer({xs[3], xs[4]}); !added)
      return give_up(aegis::describe(added.error()));
  tell("ready " + node->address());
  std::string line;
  while (std::getline(std::cin, line))
    ; // until the director ends us
  return 0;
}

} // namespace demo
