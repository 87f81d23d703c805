#include "tests/bench/caf_calls.hpp"

#include <caf/event_based_actor.hpp>
#include <caf/stateful_actor.hpp>

#include <future>
#include <thread>

namespace bench {

namespace {

using clock = std::chrono::steady_clock;

/// Until payloads flow evenly.
constexpr std::chrono::milliseconds lead_time{100};

struct caller_state {
  static inline const char* name = "bench.caller";

  caf::actor target;
  std::string payload;
  clock::time_point end;
  std::size_t open = 0;
  std::vector<float> micros;
  std::promise<std::vector<float>>* done = nullptr;
};

using caller_actor = caf::stateful_actor<caller_state>;

void begin_call(caller_actor* self);

void end_call(caller_actor* self, clock::time_point begin) {
  auto& state = self->state;
  auto now = clock::now();
  state.micros.push_back(
    std::chrono::duration<float, std::micro>(now - begin).count());
  --state.open;
  if (now < state.end) {
    begin_call(self);
  } else if (state.open == 0) {
    state.done->set_value(std::move(state.micros));
    self->quit();
  }
}

/// Without a timeout of CAF's: its clock would keep one per call.
void begin_call(caller_actor* self) {
  auto& state = self->state;
  ++state.open;
  auto begin = clock::now();
  self->request(state.target, caf::infinite, state.payload)
    .then([=](const std::string&) { end_call(self, begin); },
          [=](const caf::error& why) {
            give_up("a call: " + self->system().render(why));
          });
}

caf::behavior caller(caller_actor* self, const caf::actor& target,
                     const load& x, std::promise<std::vector<float>>* done) {
  auto& state = self->state;
  state.target = target;
  state.payload.assign(x.bytes, 'x');
  state.end = clock::now() + x.length;
  state.done = done;
  for (std::size_t i = 0; i < x.outstanding; ++i)
    begin_call(self);
  return {
    [](caf::unit_t) {},
  };
}

} // namespace

caf::behavior echo() {
  return {
    [](const std::string& request) { return request.substr(0, answer_bytes); },
  };
}

crowded
call_beside_from_actors(caf::actor_system& sys, const caf::actor& target,
                        const load& x, const caf::actor& beside_target,
                        const load& beside,
                        const std::function<void(crowded&)>& meanwhile) {
  std::promise<std::vector<float>> crowd;
  auto crowd_result = crowd.get_future();
  auto longer = beside;
  longer.length = lead_time + x.length;
  // In a thread of its own, as one does who makes and takes large payloads.
  sys.spawn<caf::detached>(caller, beside_target, longer, &crowd);
  std::this_thread::sleep_for(lead_time);
  std::promise<std::vector<float>> done;
  auto result = done.get_future();
  sys.spawn(caller, target, x, &done);
  crowded found;
  do {
    meanwhile(found);
  } while (result.wait_for(std::chrono::milliseconds(10))
           != std::future_status::ready);
  found.calls = result.get();
  found.beside = crowd_result.get().size();
  return found;
}

std::vector<float> call_from_actor(caf::actor_system& sys,
                                   const caf::actor& target, const load& x) {
  std::promise<std::vector<float>> done;
  auto result = done.get_future();
  sys.spawn(caller, target, x, &done);
  return result.get();
}

} // namespace bench
