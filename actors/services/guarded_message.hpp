#pragma once

#include "actors/services/guarded_content.hpp"
#include "actors/services/served_call.hpp"

#include <caf/mailbox_element.hpp>
#include <caf/message.hpp>
#include <caf/system_messages.hpp>

namespace aegis::detail {

/// A message on its way from a guard through the mailbox of a service actor:
/// the user's values, and with them the call that they are part of.
///
/// CAF asks for the content when the actor's turn has come to handle the
/// message. A call whose time is up by then is refused at that moment, and the
/// actor gets an outdated time-out in its place, which CAF drops in silence: so
/// no handler runs for somebody who no longer waits.
class guarded_message final : public caf::mailbox_element {
public:
  /// @param size  number of the user's values in `what`
  guarded_message(caf::mailbox_element_ptr what, std::size_t size,
                  caf::strong_actor_ptr sender, caf::message_id mid,
                  served_call_ptr call);

  const served_call& call() const noexcept {
    return *call_;
  }

  caf::type_erased_tuple& content() override;
  const caf::type_erased_tuple& content() const override;
  caf::message move_content_to_message() override;
  caf::message copy_content_to_message() const override;

private:
  caf::mailbox_element_ptr what_;
  guarded_content content_;
  served_call_ptr call_;
  bool seen_ = false;
  caf::message nothing_; ///< in place of the content, once refused
};

} // namespace aegis::detail
