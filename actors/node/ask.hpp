#pragma once

#include "actors/answer.hpp"
#include "aegis/error.hpp"

#include <caf/actor.hpp>
#include <caf/actor_cast.hpp>
#include <caf/actor_system.hpp>
#include <caf/expected.hpp>
#include <caf/scoped_actor.hpp>

#include <chrono>
#include <utility>

namespace aegis::detail {

/// Asks an actor of this process from plain code and waits for its answer.
/// @returns the answer, `ec::shutting_down` if there is no such actor any more,
///          or `ec::deadline`.
template <class Answer, class Handle, class Question>
caf::expected<Answer> ask(caf::actor_system& sys, const Handle& whom,
                          std::chrono::milliseconds timeout,
                          Question question) {
  caf::expected<Answer> result{
    make_error(ec::shutting_down, "the node has ended")};
  if (!whom)
    return result;
  caf::scoped_actor self{sys, true};
  self->request(whom, timeout, std::move(question))
    .receive([&](Answer& x) { result = std::move(x); },
             [&](caf::error& why) { result = local_failure(why); });
  return result;
}

/// As `ask`, for questions that are answered without a value.
template <class Handle, class Question>
caf::expected<void> order(caf::actor_system& sys, const Handle& whom,
                          std::chrono::milliseconds timeout,
                          Question question) {
  caf::error result = make_error(ec::shutting_down, "the node has ended");
  if (whom) {
    caf::scoped_actor self{sys, true};
    // CAF sends `unit_t` as an empty message, but its type check asks for a
    // parameter.
    auto untyped = caf::actor_cast<caf::actor>(whom);
    self->request(untyped, timeout, std::move(question))
      .receive([&] { result = caf::none; },
               [&](caf::error& why) { result = local_failure(why); });
  }
  if (result)
    return result;
  return {};
}

/// Forgets the value, keeps the error.
template <class T>
caf::expected<void> without_value(caf::expected<T> x) {
  if (!x)
    return std::move(x.error());
  return {};
}

} // namespace aegis::detail
