#pragma once

#include "simulation/engine/agenda.hpp"

#include <caf/actor_clock.hpp>
#include <caf/group.hpp>
#include <caf/mailbox_element.hpp>
#include <caf/message.hpp>

namespace aegis::simulation {

/// CAF's clock on virtual time. Nothing is ever cancelled: an actor ignores
/// timeouts that it does not wait for any more, and one that has ended does not
/// get them.
class virtual_clock final : public caf::actor_clock {
public:
  explicit virtual_clock(agenda& x) : agenda_(x) {}

  time_point now() const noexcept override {
    return agenda_.now();
  }

  void set_ordinary_timeout(time_point t, caf::abstract_actor* self,
                            caf::atom_value type, std::uint64_t id) override;
  void set_multi_timeout(time_point t, caf::abstract_actor* self,
                         caf::atom_value type, std::uint64_t id) override;
  void set_request_timeout(time_point t, caf::abstract_actor* self,
                           caf::message_id id) override;
  void cancel_ordinary_timeout(caf::abstract_actor*, caf::atom_value) override {
  }
  void cancel_request_timeout(caf::abstract_actor*, caf::message_id) override {}
  void cancel_timeouts(caf::abstract_actor*) override {}
  void schedule_message(time_point t, caf::strong_actor_ptr receiver,
                        caf::mailbox_element_ptr content) override;
  void schedule_message(time_point t, caf::group target,
                        caf::strong_actor_ptr sender,
                        caf::message content) override;
  void cancel_all() override {
    agenda_.clear();
  }

private:
  agenda& agenda_;
};

} // namespace aegis::simulation
