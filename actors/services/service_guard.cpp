// In: messages from reply_port, of this node or, through mesh_broker, of
// others. Out: the same messages to the service actor.

#include "actors/services/service_guard.hpp"

#include "actors/services/call_error.hpp"
#include "actors/services/end_watch.hpp"
#include "actors/services/system_message.hpp"

#include <utility>

namespace aegis::detail {

plain_actor<service_guard> service_guard::make(caf::actor_system& sys,
                                               service_id service,
                                               caf::strong_actor_ptr provider) {
  auto target = provider;
  auto result = make_plain_actor<service_guard>(sys, std::move(service),
                                                std::move(provider));
  target->get()->attach(
    std::make_unique<end_watch<service_guard>>(*result.get()));
  return result;
}

service_guard::service_guard(caf::actor_config& cfg, service_id service,
                             caf::strong_actor_ptr provider)
  : caf::monitorable_actor(cfg),
    service_(std::move(service)),
    provider_(std::move(provider)) {
  // nop
}

void service_guard::enqueue(caf::mailbox_element_ptr what,
                            caf::execution_unit* ctx) {
  if (stopped_) {
    answer(
      what->sender, what->mid,
      make_error(ec::peer_lost, name_of(service_) + ": its actor has ended"),
      ctx);
    return;
  }
  if (what->mid.is_response() || classify(*what) != message_class::user) {
    answer(what->sender, what->mid,
           make_error(ec::unsupported,
                      name_of(service_) + ": system messages do not reach it"),
           ctx);
    return;
  }
  calls_.fetch_add(1, std::memory_order_relaxed);
  provider_->get()->enqueue(std::move(what), ctx);
}

void service_guard::stop(caf::error why) {
  end(std::move(why), nullptr);
}

void service_guard::target_is_down(const caf::error& why,
                                   caf::execution_unit* ctx) {
  end(why, ctx);
}

void service_guard::end(caf::error why, caf::execution_unit* ctx) {
  stopped_ = true;
  provider_->get()->detach(end_watch<service_guard>::token_of(*this));
  cleanup(std::move(why), ctx);
}

std::set<std::string> service_guard::message_types() const {
  return provider_->get()->message_types();
}

void service_guard::on_destroy() {
  if (getf(is_cleaned_up_flag))
    return;
  end(caf::exit_reason::unreachable, nullptr);
  caf::monitorable_actor::on_destroy();
}

const char* service_guard::name() const {
  return "aegis.service-guard";
}

} // namespace aegis::detail
