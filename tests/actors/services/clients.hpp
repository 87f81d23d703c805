#pragma once

#include "actors/services/call_error.hpp"
#include "aegis/error.hpp"

#include <caf/actor_cast.hpp>
#include <caf/actor_system.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/response_promise.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace aegis::test {

/// What became of a request.
struct outcome_of_call {
  int answers = 0;
  std::string value;
  fault error{ec::none, {}};
};

using call_ptr = std::shared_ptr<const outcome_of_call>;

/// Sends a request for a text from an actor of its own.
template <class Handle, class... Ts>
call_ptr call(caf::actor_system& sys, const Handle& whom, Ts... xs) {
  auto result = std::make_shared<outcome_of_call>();
  sys.spawn([=](caf::event_based_actor* self) {
    self->request(whom, caf::infinite, xs...)
      .then(
        [=](const std::string& value) {
          ++result->answers;
          result->value = value;
        },
        [=](const caf::error& why) {
          ++result->answers;
          result->error = to_fault(why);
        });
  });
  return result;
}

/// What a provider has seen and holds.
struct provider_log {
  std::vector<std::string> texts;
  std::vector<caf::strong_actor_ptr> senders;
  std::vector<caf::response_promise> held;
  int others = 0; ///< messages of other types

  void forget() {
    senders.clear();
    held.clear();
  }
};

using log_ptr = std::shared_ptr<provider_log>;

/// Answers a text with `name:text`; "hold" is answered when "release" and the
/// answer are sent to it, "quit" ends it without an answer, a number is refused
/// with an error of its own. "hold-at:", "not-at:" and "lost-at:" with the name
/// are held, refused before anything happened, or fail with an outcome that
/// nobody knows; others answer them.
inline caf::actor spawn_provider(caf::actor_system& sys, std::string name,
                                 log_ptr log
                                 = std::make_shared<provider_log>()) {
  return sys.spawn([=](caf::event_based_actor* self) -> caf::behavior {
    self->set_default_handler([log](caf::scheduled_actor*, caf::message_view&) {
      ++log->others;
      return caf::result<caf::message>{caf::sec::unexpected_message};
    });
    return {
      [=](const std::string& text) -> caf::result<std::string> {
        log->texts.push_back(text);
        log->senders.push_back(self->current_sender());
        if (text == "not-at:" + name)
          return detail::make_refusal(ec::overloaded, name + " is full");
        if (text == "lost" || text == "lost-at:" + name)
          return make_error(ec::peer_lost, "half done at " + name);
        if (text == "hold" || text == "hold-at:" + name) {
          auto promise = self->make_response_promise();
          log->held.push_back(promise);
          return caf::delegated<std::string>{};
        }
        if (text == "quit") {
          auto promise = self->make_response_promise();
          self->quit(caf::exit_reason::user_shutdown);
          return caf::delegated<std::string>{};
        }
        return name + ':' + text;
      },
      [=](const std::string&, const std::string& text) {
        // the answer to what is held; a promise belongs to its actor's thread
        log->held.front().deliver(text);
        log->held.erase(log->held.begin());
      },
      [=](int) -> caf::result<std::string> {
        return make_error(ec::not_authorized, "no numbers");
      },
    };
  });
}

} // namespace aegis::test
