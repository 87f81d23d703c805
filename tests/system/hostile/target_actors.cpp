#include "target_actors.hpp"

#include "aegis/caller.hpp"

#include <caf/actor.hpp>
#include <caf/actor_cast.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace aegis::test {

namespace {

/// An honest service does not promise any size, either.
constexpr std::int32_t answer_max_bytes = 16 << 20;

void count_death(caf::event_based_actor* self, target_counters* counters) {
  self->attach_functor([=] { ++counters->deaths; });
}

void call_back(caf::event_based_actor* self, target_counters* counters) {
  auto whom = caf::actor_cast<caf::actor>(self->current_sender());
  if (!whom)
    return;
  self->request(whom, std::chrono::seconds{5}, std::string{"your turn"})
    .then([=](const std::string&) { ++counters->answers; },
          [=](caf::error&) { ++counters->failures; });
}

} // namespace

caf::behavior service(caf::event_based_actor* self, target_counters* counters) {
  count_death(self, counters);
  auto other = std::make_shared<caf::actor>();
  return {
    [=](const std::string& text) -> caf::result<std::string> {
      ++counters->served;
      if (text == "pass on" && *other) {
        self->delegate(*other, text);
        return caf::delegated<std::string>{};
      }
      if (text == "remember me")
        *other = caf::actor_cast<caf::actor>(self->current_sender());
      if (text == "forget")
        *other = nullptr;
      auto who = caller_of(self);
      if (!who)
        return who.error();
      if (text == "call back")
        call_back(self, counters);
      return who->node_id + ':' + text;
    },
    [=](std::int32_t size) {
      ++counters->served;
      auto count = std::clamp(size, 0, answer_max_bytes);
      return std::string(static_cast<std::size_t>(count), 'x');
    },
    [=](const std::vector<caf::actor>& handles) {
      ++counters->served;
      std::int32_t valid = 0;
      for (auto& x : handles)
        valid += x != nullptr ? 1 : 0;
      counters->handles += static_cast<std::uint64_t>(valid);
      return valid;
    },
  };
}

caf::behavior ruled(caf::event_based_actor* self, target_counters* counters) {
  self->set_default_handler(
    [=](caf::scheduled_actor*,
        caf::message_view&) -> caf::result<caf::message> {
      auto who = caller_of(self);
      if (!who || who->node_id == "mallory")
        ++counters->touched;
      return caf::make_message(who ? who->node_id : "nobody");
    });
  return {[] {}};
}

caf::behavior hidden(caf::event_based_actor* self, target_counters* counters) {
  count_death(self, counters);
  self->set_exit_handler([=](caf::exit_msg&) { ++counters->touched; });
  self->set_down_handler([=](caf::down_msg&) { ++counters->touched; });
  self->set_error_handler([=](caf::error&) { ++counters->touched; });
  self->set_default_handler(
    [=](caf::scheduled_actor*,
        caf::message_view&) -> caf::result<caf::message> {
      ++counters->touched;
      return caf::sec::unexpected_message;
    });
  return {[] {}};
}

} // namespace aegis::test
