// In: a message that service_guard let pass, when its service actor gets to it.
// Out: its content, or an error to the caller.

#include "actors/services/guarded_message.hpp"

#include <caf/atom.hpp>
#include <caf/make_message.hpp>
#include <caf/type_nr.hpp>

#include <utility>

namespace aegis::detail {

namespace {

/// As CAF counts, where no time-out is awaited; see the comment of the class.
caf::message outdated_timeout() {
  return caf::make_message(caf::timeout_msg{caf::receive_atom::value, 0});
}

} // namespace

std::uint32_t guarded_content::type_token() const noexcept {
  auto result = caf::make_type_token();
  for (std::size_t i = 0; i < size_; ++i)
    result = caf::add_to_type_token(result, whole_.type(i).first);
  return result;
}

guarded_message::guarded_message(caf::mailbox_element_ptr what,
                                 std::size_t size, caf::strong_actor_ptr from,
                                 caf::message_id id, served_call_ptr call)
  : caf::mailbox_element(std::move(from), id, {}),
    what_(std::move(what)),
    content_(what_->content(), size),
    call_(std::move(call)) {
  // nop
}

caf::type_erased_tuple& guarded_message::content() {
  if (!std::exchange(seen_, true) && !call_->begin()) {
    nothing_ = outdated_timeout();
    mid = caf::make_message_id();
    sender = nullptr;
  }
  return nothing_.empty() ? static_cast<caf::type_erased_tuple&>(content_)
                          : nothing_.content();
}

const caf::type_erased_tuple& guarded_message::content() const {
  return content_;
}

caf::message guarded_message::move_content_to_message() {
  return what_->move_content_to_message().take(content_.size());
}

caf::message guarded_message::copy_content_to_message() const {
  return what_->copy_content_to_message().take(content_.size());
}

} // namespace aegis::detail
