#include "actors/services/call_error.hpp"

#include <caf/abstract_actor.hpp>
#include <caf/atom.hpp>
#include <caf/make_message.hpp>
#include <caf/sec.hpp>

#include <utility>

namespace aegis::detail {

namespace {

const char* meaning_of(ec code) {
  switch (code) {
    case ec::peer_lost:
      return "the provider or its connection ended";
    case ec::unsupported:
      return "the provider does not handle this message";
    case ec::deadline:
      return "the provider's own request timed out";
    default:
      return "the call failed";
  }
}

} // namespace

void answer(const caf::strong_actor_ptr& sender, caf::message_id mid,
            caf::error why, caf::execution_unit* ctx) {
  if (sender && mid.is_request())
    sender->enqueue(nullptr, mid.response_id(),
                    caf::make_message(std::move(why)), ctx);
}

std::string name_of(const service_id& x) {
  return "service '" + to_string(x) + '\'';
}

std::string name_of(const service_id& x, const std::string& node) {
  return name_of(x) + " at node '" + node + '\'';
}

caf::error explain(const caf::error& why, const std::string& who) {
  auto theirs = why.category() != caf::atom("system")
                && why.category() != caf::atom("exit");
  auto code = code_of(why);
  if (theirs || code == ec::none || code == ec::internal)
    return why;
  return make_error(code, who + ": " + meaning_of(code) + " ("
                            + to_fault(why).text + ')');
}

} // namespace aegis::detail
