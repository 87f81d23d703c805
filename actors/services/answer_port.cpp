// In: answers of the service actor. Out: the same, to served_call.

#include "actors/services/answer_port.hpp"

#include "actors/services/call_error.hpp"
#include "aegis/error.hpp"

#include <utility>

namespace aegis::detail {

answer_port::answer_port(caf::actor_config& cfg, std::optional<caller> who)
  : caf::monitorable_actor(cfg), who_(std::move(who)) {
  // nop
}

std::uint64_t answer_port::open(served_call_ptr call) {
  std::unique_lock guard{mtx_};
  return calls_.open(std::move(call));
}

void answer_port::forget(std::uint64_t id) {
  served_call_ptr call;
  std::unique_lock guard{mtx_};
  call = calls_.close(id);
  guard.unlock();
}

std::vector<served_call_ptr> answer_port::take(const service_instance& x) {
  std::vector<served_call_ptr> result;
  std::unique_lock guard{mtx_};
  for (auto& [id, call] : calls_.all())
    if (call->instance().get() == &x)
      result.push_back(call);
  return result;
}

std::vector<served_call_ptr> answer_port::take_all() {
  std::vector<served_call_ptr> result;
  std::unique_lock guard{mtx_};
  for (auto& [id, call] : calls_.take_all())
    result.push_back(std::move(call));
  return result;
}

bool answer_port::idle() const {
  std::unique_lock guard{mtx_};
  return calls_.empty();
}

void answer_port::enqueue(caf::mailbox_element_ptr what,
                          caf::execution_unit* ctx) {
  if (!what->mid.is_response()) {
    answer(what->sender, what->mid,
           make_error(ec::unsupported,
                      "a caller of a service takes answers only; export an "
                      "actor for more"),
           ctx);
    return;
  }
  served_call_ptr call;
  {
    std::unique_lock guard{mtx_};
    call = calls_.close(what->mid.request_id().integer_value());
  }
  if (call)
    call->answer_with(std::move(what), ctx);
}

const char* answer_port::name() const {
  return "aegis.answer-port";
}

} // namespace aegis::detail
